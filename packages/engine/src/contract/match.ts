/**
 * Conditions over the fields of one event, as data: an index answers them for many rules at once. What cannot be said
 * here stays a function of the bundle (`rules.ts`).
 */
import type { EventFieldRef, Value } from './manifest.ts';

/**
 * True or false of one event. A field that is missing makes `in` and `between` false, and so `not` of them true, as in
 * the language.
 */
export type MatchCondition =
  | { readonly op: 'and' | 'or'; readonly operands: readonly MatchCondition[] }
  | { readonly op: 'not'; readonly operand: MatchCondition }
  /** Equals one of the values (strings, bools or numbers in their run-time form). */
  | { readonly op: 'in'; readonly field: EventFieldRef; readonly values: readonly Value[] }
  /** A number (in its run-time form, so always a whole one) from `low` to `high`, both included; `null`: no bound. */
  | {
      readonly op: 'between';
      readonly field: EventFieldRef;
      readonly low: number | null;
      readonly high: number | null;
    }
  | { readonly op: 'present'; readonly field: EventFieldRef };
