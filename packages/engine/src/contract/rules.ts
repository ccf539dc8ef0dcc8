/**
 * What a compiled module (`rules.js`) exports: the functions that the manifest's ids stand for. The module imports
 * nothing; its default export is given the operations of the language (`RulesLib`), so that arithmetic, text and time
 * mean the same in every bundle and a bundle holds no copy of them.
 */
import type { RulesLib } from '../rules-lib.ts';
import type { Value } from './manifest.ts';

/** An accepted event of a declared type. `values` is in the order of the schema's fields. */
export interface Row {
  readonly id: string;
  readonly at: number;
  readonly user: string;
  readonly tenant: string;
  readonly session: string | null;
  readonly device: string | null;
  readonly values: readonly Value[];
}

/** What a rule sees of one user at one instant. */
export interface RuleContext {
  /** The logical instant, ms. */
  readonly now: number;
  /** The profile as of `now`, in the order of the manifest's `user`. */
  readonly profile: readonly Value[];
  /** The triggering event; `null` after `on enter` and `on exit`, in segments and in metrics. */
  readonly event: Row | null;
  /** The value of an aggregate at `now`. */
  aggregate(id: number): Value;
  /** Whether the user is in the segment at `now`. */
  member(id: number): boolean;
}

export interface SegmentRule {
  readonly condition: (context: RuleContext) => boolean;
  /** The next instant after `now` at which a comparison with `now` turns, `Infinity` if none; `null`: has none. */
  readonly turns: ((context: RuleContext) => number) | null;
}

export interface NudgeRule {
  /** What is left of the trigger's `where`, and of `when`, beside `match` of the manifest. */
  readonly where: ((context: RuleContext) => boolean) | null;
  readonly when: ((context: RuleContext) => boolean) | null;
  /** The arguments of the template, in the order of its parameters. */
  readonly args: (context: RuleContext) => readonly Value[];
}

export interface Rules {
  /** By log: what is left of its filter beside `match` of the manifest. */
  readonly filters: readonly (((row: Row) => boolean) | null)[];
  /** By aggregate: the filter that also looks at the triggering event. */
  readonly correlated: readonly (((row: Row, event: Row) => boolean) | null)[];
  readonly segments: readonly SegmentRule[];
  readonly metrics: readonly ((context: RuleContext) => Value)[];
  readonly nudges: readonly NudgeRule[];
}

/** The default export of `rules.js`. */
export type RulesFactory = (lib: RulesLib) => Rules;
