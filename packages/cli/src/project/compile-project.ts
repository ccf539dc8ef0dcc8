import { type Compiled, compileProgram, type PassOptions } from '@nudge/compiler';
import { type Checker, checkProject, createChecker, type Program } from '@nudge/dsl';
import { isZone } from '@nudge/engine';
import { printDiagnostics } from '../diagnostics.ts';
import type { Session } from '../session.ts';
import { sha256 } from '../sha256.ts';
import type { Project } from './read-project.ts';

export interface CompiledProject {
  readonly program: Program;
  readonly compiled: Compiled;
}

export interface CompileProjectOptions {
  readonly passes?: PassOptions | undefined;
  readonly check?: CheckFiles | undefined;
}

export type CheckFiles = (project: Project) => Program;

export const checkFiles: CheckFiles = (project) => checkProject(project.files, { isZone });

/** For a command that checks the same projects again and again: what has not changed is not looked at twice. */
export function checkFilesAgain(): CheckFiles {
  const checkers = new Map<string, Checker>();
  return ({ path, files }) => {
    const checker = checkers.get(path) ?? createChecker({ isZone });
    checkers.set(path, checker);
    return checker.check(files);
  };
}

/** Checks and compiles; what there is to say goes to standard error. Null if there are errors. */
export function compileProject(
  project: Project,
  session: Session,
  { passes = {}, check = checkFiles }: CompileProjectOptions = {},
): CompiledProject | null {
  const program = check(project);
  printDiagnostics(program, session);
  return hasErrors(program) ? null : { program, compiled: compileProgram(program, { ...passes, sha256 }) };
}

export function hasErrors({ diagnostics }: Pick<Program, 'diagnostics'>): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}
