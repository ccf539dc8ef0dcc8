/**
 * The bundle contract: what a compiled project says about itself (`manifest.json`). Everything here is plain JSON.
 * Ids are indexes into the lists of the same manifest. The functions that belong to it are in `rules.ts`.
 */

import type { MatchCondition } from './match.ts';

/** The version of this shape; a runtime refuses a bundle of another. */
export type ManifestFormat = 1;

export const MANIFEST_FORMAT: ManifestFormat = 1;

/**
 * A value at run time: bool; int; decimal as an integer, times 10 000; timestamp and duration in ms; string (NFC);
 * list; `null` where it is missing.
 */
export type Value = boolean | number | string | readonly Value[] | null;

export type ScalarKind = 'bool' | 'int' | 'decimal' | 'string' | 'timestamp' | 'timezone';

export type FieldType =
  | { readonly kind: ScalarKind }
  | { readonly kind: 'enum'; readonly members: readonly string[] }
  | { readonly kind: 'list'; readonly of: FieldType };

export interface FieldSchema {
  readonly name: string;
  readonly type: FieldType;
  /** True where the value may be missing. */
  readonly optional: boolean;
  readonly pii: boolean;
  /** What a profile field is worth until it is set; absent: missing. */
  readonly default?: Value;
}

export interface EventSchema {
  /** Qualified. */
  readonly name: string;
  /** The values of CloudEvents' `type` that mean it. */
  readonly wireNames: readonly string[];
  readonly fields: readonly FieldSchema[];
}

export type EventAttribute = 'id' | 'at' | 'user' | 'tenant' | 'session' | 'device';

/** A field by its index, or one of the attributes that every event has. */
export type EventFieldRef = number | EventAttribute;

/** The path of a column (one part) or of a nested JSON value. */
export type ColumnPath = readonly string[];

export interface SourceSchema {
  readonly name: string;
  readonly format: 'csv' | 'json';
  /** `user` and `at` are always there. `zone` reads times without an offset. */
  readonly attributes: readonly {
    readonly name: EventAttribute;
    readonly column: ColumnPath;
    readonly zone: string;
  }[];
  readonly mappings: readonly SourceMappingSchema[];
}

/** Literals of a source as the record would hold them: decimals as JSON numbers in text. */
export interface SourceConditionSchema {
  readonly column: ColumnPath;
  readonly test: '=' | '!=' | 'in' | 'present' | 'missing';
  readonly values: readonly (string | boolean | { readonly number: string })[];
}

export interface SourceMappingSchema {
  readonly conditions: readonly SourceConditionSchema[];
  /** An event's id, or a built-in type. */
  readonly target: number | 'user.updated' | 'user.consent';
  readonly fields: readonly {
    readonly name: string;
    /** Where the value stands, or the value itself in its run-time form. */
    readonly from: { readonly column: ColumnPath } | { readonly value: Value };
  }[];
}

/** One record of events of one type that passed one filter, with the value of one field; aggregates read it. */
export interface LogSpec {
  /** A stable hash of event, filter and field: state is stored under it. */
  readonly key: string;
  readonly event: number;
  /** Some events do not enter: those that `match` or `rules.filters[i]` refuses. */
  readonly filtered: boolean;
  /** The part of the filter that an index answers; `null`: none. The rest is `rules.filters[i]`. */
  readonly match: MatchCondition | null;
  /** What each entry keeps: nothing (counting), a field's value (events without it do not enter), or the whole event. */
  readonly keeps: 'nothing' | 'field' | 'row';
  readonly field: EventFieldRef | null;
  /** The longest window that reads it; 0: none. */
  readonly windowMs: number;
  /** Some aggregate reads all of it. */
  readonly ever: boolean;
  /** The functions that read it: they say what must be kept of entries that are too old to be looked at one by one. */
  readonly functions: readonly AggregateFunction[];
}

export type AggregateFunction = 'count' | 'sum' | 'avg' | 'min' | 'max' | 'first' | 'last' | 'distinct';

export interface AggregateSpec {
  readonly log: number;
  readonly function: AggregateFunction;
  /** `null`: ever. */
  readonly windowMs: number | null;
  /** The kind of the field it reads; `int` for counts. */
  readonly valueKind: 'bool' | 'int' | 'decimal' | 'string' | 'timestamp' | 'enum';
  /** For a filter that looks at the triggering event (then the log keeps rows): `rules.correlated[i]` decides. */
  readonly correlated: boolean;
  /** The field read from each row of a correlated aggregate. */
  readonly field: EventFieldRef | null;
}

export interface SegmentSpec {
  readonly name: string;
  /** A stable hash of its whole meaning: state is stored under it. */
  readonly key: string;
  readonly title?: string;
  readonly doc?: string;
  /** 0: no `for`. */
  readonly forMs: number;
  readonly reads: SegmentReads;
}

/** All that a segment's condition depends on: it is judged again when one of these changes, and only then. */
export interface SegmentReads {
  /**
   * Aggregates (`count` or `sum`) that are only compared with constants: each comparison turns where the value, as a
   * whole number in its run-time form, comes to `at` from below, or falls below it again.
   */
  readonly crossings: readonly { readonly aggregate: number; readonly at: number }[];
  /** Aggregates that are read in any other way: every entry that comes or leaves may matter. */
  readonly aggregates: readonly number[];
  readonly profile: readonly number[];
  /** Segments that it names; they stand before it. */
  readonly segments: readonly number[];
}

export type ValueKind = FieldType['kind'] | 'duration';

export interface MetricSpec {
  readonly name: string;
  readonly title?: string;
  readonly doc?: string;
  readonly kind: ValueKind;
  /** The kind of the elements of a list. */
  readonly of?: ValueKind;
}

export type TriggerSpec =
  | { readonly kind: 'event'; readonly event: number }
  | { readonly kind: 'enter' | 'exit'; readonly segment: number }
  /** Fires `withinMs` after the event if `aggregate`, a count over that window, is then 0. */
  | {
      readonly kind: 'unless';
      readonly event: number;
      readonly aggregate: number;
      readonly withinMs: number;
    };

export interface NudgeSpec {
  readonly name: string;
  readonly title?: string;
  readonly doc?: string;
  readonly trigger: TriggerSpec;
  /**
   * Of a nudge that an event triggers: the part of its `where`, and of its `when` where that looks at the event alone,
   * which an index answers; `null`: none. The rest is `where` and `when` of `rules.nudges[i]`.
   */
  readonly match: MatchCondition | null;
  /** `null`: transactional. */
  readonly purpose: string | null;
  readonly priority: number;
  readonly cooldownMs: number | null;
  readonly expiresMs: number | null;
  readonly group: string | null;
  readonly channels: readonly string[];
  readonly template: number;
}

export type TemplatePartSpec = string | { readonly param: number; readonly digits: number };

export interface TemplateSpec {
  readonly name: string;
  readonly params: readonly { readonly name: string; readonly kind: ValueKind }[];
  readonly locales: readonly {
    readonly tag: string;
    readonly entries: readonly { readonly key: string; readonly parts: readonly TemplatePartSpec[] }[];
  }[];
}

export interface Manifest {
  readonly format: ManifestFormat;
  /** SHA-256, hex, over `rules.js` and this manifest without the hash: the version of the rules. */
  readonly hash: string;
  /** The compiler that made it. */
  readonly compiler: string;
  readonly settings: { readonly lateMs: number; readonly futureMs: number; readonly delayMs: number };
  readonly purposes: readonly string[];
  readonly channels: readonly { readonly name: string; readonly piiAllowed: boolean }[];
  readonly events: readonly EventSchema[];
  readonly user: readonly FieldSchema[];
  readonly sources: readonly SourceSchema[];
  readonly logs: readonly LogSpec[];
  readonly aggregates: readonly AggregateSpec[];
  /** In dependency order. */
  readonly segments: readonly SegmentSpec[];
  readonly metrics: readonly MetricSpec[];
  readonly nudges: readonly NudgeSpec[];
  readonly templates: readonly TemplateSpec[];
}
