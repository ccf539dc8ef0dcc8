import type { Type } from './types.ts';

export interface Field {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
  readonly pii: boolean;
}

export interface EventShape {
  readonly name: string;
  /** `as "…"`. */
  readonly wireName?: string;
  readonly fields: readonly Field[];
}

export interface Value {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
}

export interface Fn extends Value {
  readonly params: readonly Value[];
  /** `now` in its body: then it is a condition on its own (`compared`), or the time since its argument (`elapsed`). */
  readonly now?: 'compared' | 'elapsed';
}

interface Metric extends Value {
  /** Its comparisons count something missing as false, so it must not be negated. */
  readonly leaning: boolean;
}

export interface Template {
  readonly name: string;
  readonly params: readonly Value[];
}

/** When things happen: instants lie on a grid, so that ends of windows, ends of `for` and events coincide often. */
export interface Grid {
  readonly startMs: number;
  readonly unitMs: number;
}

/** What is declared so far: rules are made out of it, and histories. */
export interface World {
  readonly grid: Grid;
  readonly lateMs: number;
  readonly module: string | undefined;
  readonly events: readonly EventShape[];
  readonly userFields: readonly Field[];
  readonly channels: readonly { readonly name: string; readonly piiAllowed: boolean }[];
  readonly purposes: readonly string[];
  readonly consts: Value[];
  readonly fns: Fn[];
  readonly metrics: Metric[];
  /** Active ones. */
  readonly segments: string[];
  readonly templates: Template[];
  /** Lengths of windows, `for` and the like: so long after an event something may change. */
  readonly spansMs: number[];
}

/** Words of expressions stand in backquotes where they are meant as names. */
const RESERVED = new Set(['in', 'mod', 'user']);

export function nameText(name: string): string {
  return RESERVED.has(name) ? `\`${name}\`` : name;
}
