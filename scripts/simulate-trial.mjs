// Plants bugs, one at a time (`scripts/simulate-trial/bugs.mjs`), and says which law of the simulator catches each,
// after how many seeds:
//
//   node scripts/toolchain.mjs run scripts/simulate-trial.mjs       all of them
//   node scripts/toolchain.mjs run scripts/simulate-trial.mjs 2 7   some, by number
//   … --from S   the first seed (default 1)
//   … --seeds N  a bug survives after so many (default 2000)
//   … --lanes N  bugs that are tried at one time (default 1)
//
// It works on copies in the temporary folder, so that nothing of the tree is touched. It ends with 1 if a bug survives,
// or cannot be planted any more because the code has changed.
import { fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { inLanes, withCopies } from './planting/copies.mjs';
import { endOfChild } from './planting/end-of-child.mjs';
import { plant } from './planting/plant.mjs';
import { bugs } from './simulate-trial/bugs.mjs';

/** @typedef {import('./simulate-trial/in-a-copy.ts').Answer} Answer */

const msMax = 900_000;

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '2000' },
    lanes: { type: 'string', default: '1' },
  },
});
const chosen = bugs
  .map((bug, i) => ({ ...bug, number: i + 1 }))
  .filter(({ number }) => wanted.length === 0 || wanted.includes(String(number)));

// The processes that it starts are as patient.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
/** @type {string[]} */
const rows = [];
let missed = 0;
await withCopies(
  { count: Math.min(Number(values.lanes), chosen.length), parts: ['scripts'] },
  async (folders) => {
    await inLanes(folders, chosen, async (folder, bug, i) => {
      const planted = plant(folder, bug);
      let verdict = planted.kind === 'not' ? planted.verdict : '';
      if (planted.kind === 'planted') {
        const answer = await ask(folder, Number(values.from), Number(values.seeds));
        planted.remove();
        verdict = told(answer);
        // A seed that breaks a law without the bug too says nothing of it.
        const clean = answer?.kind === 'caught' ? await ask(folder, answer.seed, 1) : undefined;
        if (clean?.kind === 'caught') verdict = `**without the bug too**: ${verdict}`;
      }
      if (verdict.includes('**')) missed++;
      rows[i] = `| ${bug.number} | ${bug.what} | ${verdict} |`;
      process.stderr.write(`${String(bug.number).padStart(3)}  ${bug.what}: ${verdict}\n`);
    });
  },
);
console.log(['| | bug | found by |', '| --: | --- | --- |', ...rows].join('\n'));
console.log(`\n${chosen.length - missed} of ${chosen.length} found`);
process.exitCode = missed === 0 ? 0 : 1;

/** @param {string} folder @param {number} from @param {number} seeds @returns {Promise<Answer | undefined>} */
async function ask(folder, from, seeds) {
  const child = fork(join(folder, 'scripts/simulate-trial/in-a-copy.ts'), [from, seeds].map(String), {
    cwd: folder,
    execArgv: ['--conditions=@nudge/source'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  /** @type {Answer | undefined} */
  let answer;
  child.on('message', (message) => {
    answer = /** @type {Answer} */ (message);
  });
  await endOfChild(child, msMax);
  return answer;
}

/** @param {Answer | undefined} answer */
function told(answer) {
  if (answer === undefined) return '**ends without an answer**';
  if (answer.kind === 'survives') return `**survives** ${answer.seeds} seeds`;
  return `${answer.violation.law} after ${answer.seeds} seeds: ${answer.violation.message.slice(0, 100)}`;
}
