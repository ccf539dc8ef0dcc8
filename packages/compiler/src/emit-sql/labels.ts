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
  return windowMs === null ? 'ever' : `over ${durationText(windowMs)}`;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** As an author writes it: `1h30m`. */
function durationText(ms: number): string {
  // `24h` is how people say it.
  if (ms === 86_400_000) return '24h';
  let rest = ms;
  let text = '';
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text === '' ? '0ms' : text;
}

function fieldName(program: IrProgram, event: number, field: EventFieldRef): string {
  return typeof field === 'number' ? (program.events[event]?.fields[field]?.name ?? '?') : field;
}
