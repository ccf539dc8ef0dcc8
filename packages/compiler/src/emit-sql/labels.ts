import { durationText } from '@nudge/dsl';
import type { EventFieldRef } from '@nudge/engine';
import type { IrLog, IrProgram } from '../ir.ts';

/** What parts and columns are called after: the author's words, without the modules. */

export function bareName(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf('.') + 1);
}

/** `Order.amount`, and `Order.amount, filtered`: what the filter says stands in a comment. */
export function logLabel(program: IrProgram, { event, field, filter }: IrLog): string {
  const name = bareName(program.events[event]?.name ?? '?');
  const of = field === null ? '' : `.${fieldName(program, event, field)}`;
  return `${name}${of}${filter === null ? '' : ', filtered'}`;
}

/** `sum(Order.amount) over 24h`. */
export function aggregateLabel(fn: string, log: string, windowMs: number | null): string {
  return `${fn}(${log}) ${windowLabel(windowMs)}`;
}

function windowLabel(windowMs: number | null): string {
  if (windowMs === null) return 'ever';
  // `24h` is how people say it.
  return `over ${windowMs === 86_400_000 ? '24h' : durationText(windowMs)}`;
}

function fieldName(program: IrProgram, event: number, field: EventFieldRef): string {
  return typeof field === 'number' ? (program.events[event]?.fields[field]?.name ?? '?') : field;
}
