import { resolve } from 'node:path';
import { compileSql, type PassOptions } from '@nudge/compiler';
import { displayLine } from '@nudge/dsl';
import type { SqlDialect } from '@nudge/engine';
import { MANIFEST_FILE, RULES_FILE, replaceFolder } from '@nudge/runtime';
import type { Command } from 'commander';
import { refuseForeignFolder, SOURCE_MAP_FILE } from '../bundle/bundle-folder.ts';
import { sqlFiles } from '../bundle/sql-part.ts';
import { dialectsOf, TARGETS, type Target, targetsOption } from '../bundle/targets.ts';
import { printDiagnostics } from '../diagnostics.ts';
import { FINDINGS, GOOD } from '../exit-status.ts';
import { type CompiledProject, compileProject, hasErrors } from '../project/compile-project.ts';
import { addPassOptions, type PassFlags, passOptionsOf } from '../project/pass-options.ts';
import { readProject } from '../project/read-project.ts';
import type { Session, Start } from '../session.ts';

interface CompileOptions extends PassFlags {
  readonly out: string;
  readonly target?: readonly Target[];
}

export function addCompile(program: Command, start: Start): void {
  const command = program
    .command('compile')
    .summary('compile a project to a bundle')
    .description(
      'Compiles a project to a bundle: a folder with manifest.json, rules.js and its source map, which `nudgec run` ' +
        'and the runtime load, and the rules as SQL where a target asks for it. The folder appears whole or not at ' +
        'all; an older bundle there is replaced.',
    )
    .argument('<dir>', 'the project: a folder, or one file')
    .requiredOption('-o, --out <folder>', 'the folder of the bundle')
    .option(
      '--target <targets>',
      `what to compile to, of ${TARGETS.join(',')}; js is always made (default: js)`,
      targetsOption,
    );
  addPassOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  nudgec compile rules/shop -o dist/shop
  nudgec compile rules/shop -o dist/shop --target js,sql:snowflake`,
    )
    .action((path: string, options: CompileOptions) => start((session) => compile(path, options, session)));
}

async function compile(path: string, options: CompileOptions, session: Session): Promise<number> {
  const { out, target = [] } = options;
  const passes = passOptionsOf(options);
  const { io } = session;
  const folder = resolve(io.cwd, out);
  refuseForeignFolder(out, folder, io.cwd);
  const project = compileProject(readProject(path, io.cwd), session, { passes });
  if (project === null) return FINDINGS;
  const { manifest, rulesJs, sourceMap } = project.compiled;
  const sql = compileToSql(project, dialectsOf(target), passes, session);
  if (sql === null) return FINDINGS;
  const files = new Map([
    [MANIFEST_FILE, `${JSON.stringify(manifest)}\n`],
    [RULES_FILE, rulesJs],
    [SOURCE_MAP_FILE, sourceMap],
    ...sql,
  ]);
  replaceFolder(folder, files);
  io.stderr.write(`${displayLine(`compiled ${path} to ${out}`)} (${manifest.hash.slice(0, 12)})\n`);
  return GOOD;
}

/** The files of all dialects; null if one of them cannot say what the rules say. */
function compileToSql(
  { program, compiled: { manifest } }: CompiledProject,
  dialects: readonly SqlDialect[],
  passes: PassOptions,
  session: Session,
): ReadonlyMap<string, string> | null {
  const compiled = dialects.map((dialect) => compileSql(program, dialect, passes));
  const diagnostics = compiled.flatMap((one) => one.diagnostics);
  printDiagnostics({ diagnostics, files: program.files }, session);
  if (hasErrors({ diagnostics })) return null;
  return new Map(compiled.flatMap(({ plan }) => [...sqlFiles(plan, manifest.hash)]));
}
