import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { displayLine } from '@nudge/dsl';
import { asFileProblem, MANIFEST_FILE, RULES_FILE, replaceFolder } from '@nudge/runtime';
import type { Command } from 'commander';
import { FINDINGS, GOOD, WrongUsage } from '../exit-status.ts';
import { compileProject } from '../project/compile-project.ts';
import { readProject } from '../project/read-project.ts';
import type { Session, Start } from '../session.ts';

interface CompileOptions {
  readonly out: string;
}

const SOURCE_MAP_FILE = `${RULES_FILE}.map`;
const BUNDLE_FILES: readonly string[] = [MANIFEST_FILE, RULES_FILE, SOURCE_MAP_FILE];

export function addCompile(program: Command, start: Start): void {
  program
    .command('compile')
    .summary('compile a project to a bundle')
    .description(
      'Compiles a project to a bundle: a folder with manifest.json, rules.js and its source map, which `nudgec run` ' +
        'and the runtime load. The folder appears whole or not at all; an older bundle there is replaced.',
    )
    .argument('<dir>', 'the project: a folder, or one file')
    .requiredOption('-o, --out <folder>', 'the folder of the bundle')
    .addHelpText('after', '\nExample:\n  nudgec compile rules/shop -o dist/shop')
    .action((path: string, options: CompileOptions) => start((session) => compile(path, options, session)));
}

async function compile(path: string, { out }: CompileOptions, session: Session): Promise<number> {
  const { io } = session;
  const target = resolve(io.cwd, out);
  refuseForeignFolder(out, target, io.cwd);
  const project = compileProject(readProject(path, io.cwd), session);
  if (project === null) return FINDINGS;
  const { manifest, rulesJs, sourceMap } = project.compiled;
  const files = new Map([
    [MANIFEST_FILE, `${JSON.stringify(manifest, null, 2)}\n`],
    [RULES_FILE, rulesJs],
    [SOURCE_MAP_FILE, sourceMap],
  ]);
  replaceFolder(target, files);
  io.stderr.write(`${displayLine(`compiled ${path} to ${out}`)} (${manifest.hash.slice(0, 12)})\n`);
  return GOOD;
}

/** What stands in the way is replaced only if it is a bundle: a slip of the hand must not cost a folder of work. */
function refuseForeignFolder(out: string, target: string, cwd: string): void {
  // The folder is replaced by a new one, and whoever stands in the old one stands nowhere.
  const fromTarget = relative(target, cwd);
  if (fromTarget === '' || !(fromTarget.startsWith('..') || resolve(fromTarget) === fromTarget)) {
    throw new WrongUsage(`${out}: the bundle needs a folder of its own, not the one you stand in`);
  }
  try {
    if (statSync(target, { throwIfNoEntry: false })?.isDirectory() !== true) return;
    const names = readdirSync(target);
    const isBundle =
      names.every((name) => BUNDLE_FILES.includes(name)) && isManifest(join(target, MANIFEST_FILE));
    if (names.length === 0 || isBundle) return;
  } catch (error) {
    throw asFileProblem(out, error);
  }
  throw new WrongUsage(`${out}: the folder holds something else than a bundle; choose another, or empty it`);
}

function isManifest(path: string): boolean {
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof json === 'object' && json !== null && 'format' in json && 'compiler' in json;
  } catch {
    return false;
  }
}
