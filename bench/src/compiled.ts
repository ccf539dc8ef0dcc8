import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Compiled, compileProgram } from '@nudge/compiler';
import { checkProject, type Program, type SourceFile } from '@nudge/dsl';
import { isZone } from '@nudge/engine';
import { MANIFEST_FILE, RULES_FILE, replaceFolder } from '@nudge/runtime';

/** What `nudgec compile` does, without its command line. */
export function readFiles(folder: string): SourceFile[] {
  return readdirSync(folder)
    .sort()
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
}

export function checked(files: readonly SourceFile[]): Program {
  const program = checkProject(files, { isZone });
  const error = program.diagnostics.find(({ severity }) => severity === 'error');
  if (error !== undefined) {
    throw new Error(`the workload's rules are wrong: ${error.code} in ${error.span.file}: ${error.message}`);
  }
  return program;
}

function writeBundle({ manifest, rulesJs, sourceMap }: Compiled, folder: string): void {
  replaceFolder(
    folder,
    new Map([
      [MANIFEST_FILE, `${JSON.stringify(manifest)}\n`],
      [RULES_FILE, rulesJs],
      [`${RULES_FILE}.map`, sourceMap],
    ]),
  );
}

export function compileTo(files: readonly SourceFile[], folder: string): void {
  writeBundle(compileProgram(checked(files)), folder);
}
