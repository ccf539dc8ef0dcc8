import type { NumberField, TextField } from './fields.ts';

/** What one field of an event is asked. */
export type Predicate =
  | { readonly kind: 'equals'; readonly field: TextField; readonly value: string }
  | { readonly kind: 'in'; readonly field: TextField; readonly values: readonly string[] }
  /** Both ends included; `null`: open. */
  | {
      readonly kind: 'range';
      readonly field: NumberField;
      readonly low: number | null;
      readonly high: number | null;
    }
  | { readonly kind: 'flag'; readonly field: 'member'; readonly value: boolean };

export type Clause =
  | Predicate
  | { readonly kind: 'not'; readonly operand: Predicate }
  | { readonly kind: 'or'; readonly operands: readonly [Predicate, Predicate] };

/** A rule as data: every engine's form of it is made from this. True if the type fits and all clauses hold. */
export interface Rule {
  readonly id: number;
  readonly type: number;
  readonly clauses: readonly Clause[];
}
