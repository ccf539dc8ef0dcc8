import { type Compiled, compileProgram } from '@nudge/compiler';
import { checkProject, type Program } from '@nudge/dsl';
import { isZone } from '@nudge/engine';
import { printDiagnostics } from '../diagnostics.ts';
import type { Session } from '../session.ts';
import type { Project } from './read-project.ts';

export interface CompiledProject {
  readonly program: Program;
  readonly compiled: Compiled;
}

export function checkFiles(project: Project): Program {
  return checkProject(project.files, { isZone });
}

/** Checks and compiles; what there is to say goes to standard error. Null if there are errors. */
export function compileProject(project: Project, session: Session): CompiledProject | null {
  const program = checkFiles(project);
  printDiagnostics(program, session);
  return hasErrors(program) ? null : { program, compiled: compileProgram(program) };
}

export function hasErrors({ diagnostics }: Pick<Program, 'diagnostics'>): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}
