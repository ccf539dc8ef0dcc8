/**
 * The intermediate representation: what a checked project means, with names, constants, functions and metrics gone.
 * It belongs to no back end. Everything is plain data; ids are indexes into the lists of the same `IrProgram`.
 *
 * To add an operator, add it here and to `IrOperator` or `IrExpr`: every walker, printer and emitter is an exhaustive
 * `switch`, so the compiler of this project lists the places that do not know it yet.
 */
import type { Span } from '@nudge/dsl';
import type {
  AggregateFunction,
  Comparison,
  EventFieldRef,
  EventSchema,
  FieldSchema,
  MatchCondition,
  SegmentReads,
  SourceSchema,
  TemplateSpec,
  Value,
  ValueKind,
} from '@nudge/engine';

/** The type of an expression. `optional`: its value may be missing. An enum is a string here. */
export interface IrType {
  readonly kind: ValueKind;
  readonly optional: boolean;
}

interface Node {
  readonly type: IrType;
  readonly span: Span;
}

/** Pure functions of one or two values; missing in, missing out. The names are those of the engine's `RulesLib`. */
export type IrOperator =
  | 'addInt'
  | 'subInt'
  | 'mulInt'
  | 'negInt'
  | 'absInt'
  | 'divInt'
  | 'modInt'
  | 'addDecimal'
  | 'subDecimal'
  | 'mulDecimal'
  | 'absDecimal'
  | 'divide'
  | 'widen'
  | 'round'
  | 'minimum'
  | 'maximum'
  | 'addTime'
  | 'subTime'
  /** timestamp − timestamp: a duration. */
  | 'diffTime'
  | 'lower'
  | 'length'
  | 'hour'
  | 'weekday'
  | 'date';

export type StringTest = 'contains' | 'startsWith' | 'endsWith' | 'matches';

export type IrExpr =
  | (Node & { readonly op: 'const'; readonly value: Value })
  /** A field of the user, as of the instant of evaluation. */
  | (Node & { readonly op: 'profile'; readonly field: number })
  /** A field of the event that an aggregate's filter looks at. */
  | (Node & { readonly op: 'row'; readonly field: EventFieldRef })
  /** A field of the event that triggered the nudge. */
  | (Node & { readonly op: 'event'; readonly field: EventFieldRef })
  | (Node & { readonly op: 'now' })
  | (Node & { readonly op: 'aggregate'; readonly aggregate: number })
  | (Node & { readonly op: 'member'; readonly segment: number })
  | (Node & { readonly op: 'call'; readonly operator: IrOperator; readonly args: readonly IrExpr[] })
  | (Node & { readonly op: 'coalesce'; readonly left: IrExpr; readonly right: IrExpr })
  | (Node & { readonly op: 'list'; readonly items: readonly IrExpr[] })
  // From here on: conditions. Missing operands make a comparison false.
  | (Node & {
      readonly op: 'compare';
      readonly test: Comparison;
      readonly left: IrExpr;
      readonly right: IrExpr;
    })
  /**
   * `now` against `base + offset` (a timestamp and a duration): has one or two instants at which it turns. `clamped`
   * where the author wrote `now - offset`, which is a timestamp and so within 1970–9999.
   */
  | (Node & {
      readonly op: 'nowCompare';
      readonly test: Comparison;
      readonly base: IrExpr;
      readonly offset: IrExpr;
      readonly clamped: boolean;
    })
  | (Node & {
      readonly op: 'oneOf';
      readonly value: IrExpr;
      readonly list: IrExpr;
      readonly negated: boolean;
    })
  | (Node & {
      readonly op: 'stringTest';
      readonly test: StringTest;
      readonly value: IrExpr;
      readonly pattern: IrExpr;
    })
  | (Node & { readonly op: 'present'; readonly value: IrExpr; readonly negated: boolean })
  /** A bool that may be missing, taken as a condition: missing is false. */
  | (Node & { readonly op: 'truth'; readonly value: IrExpr })
  | (Node & { readonly op: 'not'; readonly operand: IrExpr })
  | (Node & { readonly op: 'and' | 'or'; readonly operands: readonly IrExpr[] });

/** One use of an aggregate; equal ones are made one by the pass `share-aggregates`. */
export interface IrAggregate {
  readonly function: AggregateFunction;
  readonly event: number;
  /** The field read; `null` counts events. */
  readonly field: EventFieldRef | null;
  readonly valueKind: 'bool' | 'int' | 'decimal' | 'string' | 'timestamp' | 'enum';
  readonly filter: IrExpr | null;
  /** `null`: ever. */
  readonly windowMs: number | null;
  readonly span: Span;
}

/** Events that passed one filter, with the value that they are kept for; filled in by the pass `assign-logs`. */
export interface IrLog {
  readonly event: number;
  readonly filter: IrExpr | null;
  /** `filter` in two parts, where the pass `index-matches` ran. */
  readonly index?: { readonly match: MatchCondition | null; readonly filter: IrExpr | null };
  readonly keeps: 'nothing' | 'field' | 'row';
  readonly field: EventFieldRef | null;
}

export interface IrSegment {
  readonly name: string;
  readonly title: string | null;
  readonly doc: string | null;
  readonly condition: IrExpr;
  readonly forMs: number;
  /** What the condition depends on, where the pass `index-thresholds` ran; else it is taken to depend on all it names. */
  readonly reads?: SegmentReads;
  readonly span: Span;
}

export interface IrMetric {
  readonly name: string;
  readonly title: string | null;
  readonly doc: string | null;
  readonly value: IrExpr;
  /** The kind of the elements, where the value is a list. */
  readonly of: ValueKind | null;
  readonly span: Span;
}

export type IrTrigger =
  | { readonly kind: 'event'; readonly event: number; readonly where: IrExpr | null }
  | { readonly kind: 'enter' | 'exit'; readonly segment: number }
  /** `aggregate` counts B over `withinMs`. */
  | {
      readonly kind: 'unless';
      readonly event: number;
      readonly where: IrExpr | null;
      readonly aggregate: number;
      readonly withinMs: number;
    };

export interface IrNudge {
  readonly name: string;
  readonly title: string | null;
  readonly doc: string | null;
  readonly trigger: IrTrigger;
  readonly when: IrExpr | null;
  /** `null`: transactional. */
  readonly purpose: string | null;
  readonly priority: number;
  readonly cooldownMs: number | null;
  readonly expiresMs: number | null;
  readonly group: string | null;
  readonly channels: readonly string[];
  readonly template: number;
  readonly args: readonly IrExpr[];
  /** `where` and `when` in two parts, where the pass `index-matches` ran. Back ends other than `js` ignore it. */
  readonly index?: {
    readonly match: MatchCondition | null;
    readonly where: IrExpr | null;
    readonly when: IrExpr | null;
  };
  readonly span: Span;
}

export interface IrProgram {
  readonly settings: { readonly lateMs: number; readonly futureMs: number; readonly delayMs: number };
  readonly purposes: readonly string[];
  readonly channels: readonly { readonly name: string; readonly piiAllowed: boolean }[];
  readonly events: readonly EventSchema[];
  readonly user: readonly FieldSchema[];
  readonly sources: readonly SourceSchema[];
  readonly templates: readonly TemplateSpec[];
  readonly aggregates: readonly IrAggregate[];
  /** By aggregate: the log that it reads. Empty until the pass `assign-logs`. */
  readonly logOfAggregate: readonly number[];
  readonly logs: readonly IrLog[];
  /** In dependency order; inactive ones are gone. */
  readonly segments: readonly IrSegment[];
  readonly metrics: readonly IrMetric[];
  readonly nudges: readonly IrNudge[];
}
