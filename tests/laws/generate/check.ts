import { checkProject, type Program } from '@nudge/dsl';
import { isZone } from '@nudge/engine';

/** A program, checked; it may have errors. */
export function checkSource(source: string): Program {
  return checkProject([{ path: 'program.nudge', text: source }], { isZone });
}

export function hasErrors({ diagnostics }: Program): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}
