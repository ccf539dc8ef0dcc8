// One door to the project for a machine that has only some Node (18 or later) and npm:
//
//   node scripts/toolchain.mjs <command> [arguments]
//
// It finds a fitting Node and pnpm, installs and builds what is out of date, and then becomes the command. All it
// has to say itself goes to standard error, and nothing when nothing had to be done: standard output belongs to
// the command (`npm run -s nudgec -- … | jq`).
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { startArguments } from './start.mjs';
import { childEnvironment, runInPlace } from './toolchain/exec.mjs';
import { Failure, root } from './toolchain/paths.mjs';
import { prepare } from './toolchain/prepare.mjs';

const [command = '', ...args] = process.argv.slice(2);

/**
 * How far a command needs the project to be made (`nothing`, `installed`, `built`), and what it then runs.
 *
 * @type {Record<string, { needs: import('./toolchain/prepare.mjs').Need, run?: (tools: import('./toolchain/find-tools.mjs').Tools) => import('./toolchain/exec.mjs').Target }>}
 */
const commands = {
  build: { needs: 'built' },
  start: { needs: 'built', run: () => nodeTarget('packages/cli/dist/main.js', startArguments, root) },
  nudgec: { needs: 'built', run: () => nodeTarget('packages/cli/dist/main.js', args, standingFolder()) },
  test: { needs: 'built', run: () => nodeTarget('scripts/test.mjs', args, root) },
  verify: { needs: 'installed', run: () => nodeTarget('scripts/verify.mjs', args, root) },
  // `run scripts/bench.mjs …`: any other script of the project, under the fitting Node.
  run: { needs: 'built', run: () => nodeTarget(args[0] ?? '', args.slice(1), root) },
  // `exec biome check .`: a tool from node_modules/.bin.
  exec: {
    needs: 'installed',
    run: () => ({ file: join(root, 'node_modules/.bin', args[0] ?? ''), args: args.slice(1), cwd: root }),
  },
  pnpm: { needs: 'nothing', run: (tools) => ({ file: tools.pnpm, args, cwd: root }) },
};

/** @param {string} script @param {readonly string[]} scriptArgs @param {string} cwd */
function nodeTarget(script, scriptArgs, cwd) {
  return { file: 'node', args: [join(root, script), ...scriptArgs], cwd };
}

/** Where the user stood: npm runs scripts in the root, and keeps the caller's folder in INIT_CWD. */
function standingFolder() {
  const initial = process.env['npm_lifecycle_event'] === undefined ? undefined : process.env['INIT_CWD'];
  return initial !== undefined && existsSync(initial) ? initial : process.cwd();
}

async function main() {
  const chosen = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (chosen === undefined) {
    throw new Failure(`usage: node scripts/toolchain.mjs ${Object.keys(commands).join('|')} [arguments]`);
  }
  const tools = await prepare(chosen.needs);
  if (chosen.run === undefined) return;
  if (command === 'start') mkdirSync(join(root, 'out'), { recursive: true });
  const target = chosen.run(tools);
  const file = target.file === 'node' ? tools.node : target.file;
  const environment = childEnvironment(dirname(tools.node));
  // So that what it tells the user to type next can be typed.
  if (process.env['npm_lifecycle_event'] === 'nudgec')
    environment['NUDGEC_CALLED_AS'] = 'npm run -s nudgec --';
  await runInPlace({ ...target, file }, environment);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`${error.message}\n`);
  // Who reads the last line of `npm test` needs one, whatever went wrong.
  if (command === 'test') console.log('0 passed, 1 failed');
  process.exitCode = 2;
}
