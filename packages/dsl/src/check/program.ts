/**
 * What checking a project yields: its symbols, and side tables that say of each node what its type is and what its
 * names refer to. The trees themselves are untouched. Back ends and the reference interpreter read this and nothing
 * else; when `diagnostics` holds an error the tables may have gaps, when it holds none they are complete.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../syntax/span.ts';
import type {
  AggregateExpr,
  ChannelDecl,
  ConstDecl,
  DidExpr,
  EventDecl,
  Expr,
  FieldDecl,
  FileTree,
  FnDecl,
  MetricDecl,
  NudgeDecl,
  Param,
  Path,
  PurposeDecl,
  SegmentDecl,
  SourceDecl,
  TemplateDecl,
  TestDecl,
} from '../syntax/tree.ts';

/** A type of the language. `optional` says that the value may be missing. `enum` members are in order of declaration. */
export type Type =
  | {
      readonly kind: 'bool' | 'int' | 'decimal' | 'string' | 'timestamp' | 'duration';
      readonly optional: boolean;
    }
  /** A profile field declared `timezone`: a string that names a zone of the shipped table. */
  | { readonly kind: 'timezone'; readonly optional: boolean }
  | { readonly kind: 'enum'; readonly members: readonly string[]; readonly optional: boolean }
  | { readonly kind: 'list'; readonly of: Type; readonly optional: boolean }
  /** After an error that was reported; agrees with everything, so that one mistake gives one message. */
  | { readonly kind: 'unknown'; readonly optional: boolean };

/** The attributes that every event has; `session` and `device` are optional, `at` is a timestamp. */
export type EventAttribute = 'id' | 'at' | 'user' | 'tenant' | 'session' | 'device';

export interface FieldSymbol {
  readonly kind: 'field';
  readonly name: string;
  readonly type: Type;
  /** The constant value of `= …` (only fields of `user`). */
  readonly defaultValue?: ConstValue;
  readonly pii: boolean;
  readonly decl: FieldDecl;
}

/** `qualified` is `module.Name`, or `Name` in the root module. Symbols are compared by identity. */
interface SymbolBase {
  readonly name: string;
  readonly module: string;
  readonly qualified: string;
}

export interface EventSymbol extends SymbolBase {
  readonly kind: 'event';
  /** The names that the wire may use for it: `as` alone, else the bare and the qualified name. */
  readonly wireNames: readonly string[];
  readonly fields: readonly FieldSymbol[];
  readonly decl: EventDecl;
}

export interface ConstSymbol extends SymbolBase {
  readonly kind: 'const';
  readonly type: Type;
  readonly value: ConstValue;
  readonly decl: ConstDecl;
}

export interface FnSymbol extends SymbolBase {
  readonly kind: 'fn';
  readonly params: readonly ParamSymbol[];
  readonly result: Type;
  readonly decl: FnDecl;
}

export interface ParamSymbol {
  readonly kind: 'param';
  readonly name: string;
  readonly type: Type;
  readonly decl: Param;
}

export interface MetricSymbol extends SymbolBase {
  readonly kind: 'metric';
  readonly type: Type;
  readonly decl: MetricDecl;
}

export interface SegmentSymbol extends SymbolBase {
  readonly kind: 'segment';
  readonly active: boolean;
  readonly condition: Expr;
  /** `for D`, in ms. */
  readonly forMs?: number;
  readonly decl: SegmentDecl;
}

export interface TemplateSymbol extends SymbolBase {
  readonly kind: 'template';
  readonly params: readonly ParamSymbol[];
  readonly decl: TemplateDecl;
}

export type Trigger =
  | { readonly kind: 'onEvent'; readonly event: EventSymbol; readonly where?: Expr }
  | { readonly kind: 'onEnter' | 'onExit'; readonly segment: SegmentSymbol }
  | {
      readonly kind: 'onUnless';
      readonly event: EventSymbol;
      readonly where?: Expr;
      readonly unlessEvent: EventSymbol;
      readonly unlessWhere?: Expr;
      readonly withinMs: number;
    };

export interface NudgeSymbol extends SymbolBase {
  readonly kind: 'nudge';
  readonly trigger: Trigger;
  readonly when?: Expr;
  /** The purpose's name; absent for `transactional`. */
  readonly purpose?: string;
  /** 0 … 100, default 50. */
  readonly priority: number;
  readonly cooldownMs?: number;
  readonly expiresMs?: number;
  readonly group?: string;
  readonly channels: readonly string[];
  readonly template: TemplateSymbol;
  /** One for each parameter of the template, in its order. */
  readonly args: readonly Expr[];
  readonly decl: NudgeDecl;
}

export interface TestSymbol {
  readonly kind: 'test';
  readonly title: string;
  readonly module: string;
  readonly decl: TestDecl;
}

export interface SourceSymbol extends SymbolBase {
  readonly kind: 'source';
  readonly format: 'csv' | 'json';
  /** For each mapping of the declaration, in order. */
  readonly targets: readonly (EventSymbol | 'user.updated' | 'user.consent')[];
  readonly decl: SourceDecl;
}

/**
 * A constant: bool, string, or a number in the run-time representation of its type: int as is, decimal times 10 000,
 * timestamp and duration in ms. A list is an array of these.
 */
export type ConstValue = boolean | number | string | readonly ConstValue[];

/** What a path or a name in an expression refers to. */
export type Ref =
  | { readonly kind: 'userField'; readonly field: FieldSymbol }
  /** A bare field inside the `where` of an aggregate, a `did`, or the B of `unless`: of the event being counted. */
  | { readonly kind: 'rowField'; readonly event: EventSymbol; readonly field: FieldSymbol | EventAttribute }
  /** `event.x`, or a bare field in a trigger's own `where`: of the event that triggered. */
  | {
      readonly kind: 'triggerField';
      readonly event: EventSymbol;
      readonly field: FieldSymbol | EventAttribute;
    }
  | { readonly kind: 'const'; readonly symbol: ConstSymbol }
  | { readonly kind: 'param'; readonly symbol: ParamSymbol }
  | { readonly kind: 'metric'; readonly symbol: MetricSymbol }
  | { readonly kind: 'segment'; readonly symbol: SegmentSymbol }
  | { readonly kind: 'enumMember'; readonly text: string }
  /** The callee of a `call`. */
  | { readonly kind: 'fn'; readonly symbol: FnSymbol }
  | { readonly kind: 'builtin'; readonly name: Builtin };

export type Builtin = 'min' | 'max' | 'abs' | 'round' | 'lower' | 'length' | 'hour' | 'weekday' | 'date';

/** What an aggregate or a `did` reads: the event, its field or attribute (none for `count`), its window. */
export interface AggregateFacts {
  readonly event: EventSymbol;
  readonly field?: FieldSymbol | EventAttribute;
  /** Absent: `ever`. */
  readonly windowMs?: number;
}

/** A checked project. Lists are in the order: module, then file as given, then place in the file. */
export interface Program {
  readonly files: readonly SourceFile[];
  readonly trees: readonly FileTree[];
  readonly diagnostics: readonly Diagnostic[];

  readonly events: readonly EventSymbol[];
  readonly userFields: readonly FieldSymbol[];
  readonly channels: readonly {
    readonly name: string;
    readonly piiAllowed: boolean;
    readonly decl: ChannelDecl;
  }[];
  readonly purposes: readonly { readonly name: string; readonly decl: PurposeDecl }[];
  /** ms; defaults 1 h, 5 min, 10 s. */
  readonly settings: { readonly lateMs: number; readonly futureMs: number; readonly delayMs: number };
  readonly sources: readonly SourceSymbol[];
  readonly consts: readonly ConstSymbol[];
  readonly fns: readonly FnSymbol[];
  readonly metrics: readonly MetricSymbol[];
  /** In dependency order: a segment stands behind those that its condition names (inactive ones included). */
  readonly segments: readonly SegmentSymbol[];
  readonly nudges: readonly NudgeSymbol[];
  readonly templates: readonly TemplateSymbol[];
  readonly tests: readonly TestSymbol[];

  /**
   * The type of every expression, after narrowing (optional is false where the value is known to be there). The body
   * of a `fn` is typed once, by its declared parameters. An int where a decimal is expected keeps the type int here:
   * who lowers widens it.
   */
  readonly types: ReadonlyMap<Expr, Type>;
  /** Keyed by the `path` of a `ref`, a `call`, and of test steps and expectations; gaps only after errors. */
  readonly refs: ReadonlyMap<Path, Ref>;
  readonly aggregates: ReadonlyMap<AggregateExpr | DidExpr, AggregateFacts>;
  /** What the paths of tests refer to: `happens`, and the nudge, segment or metric of an expectation. */
  readonly testRefs: ReadonlyMap<
    Path,
    EventSymbol | NudgeSymbol | SegmentSymbol | MetricSymbol | 'user.updated' | 'user.consent'
  >;
  /**
   * The value of every constant expression that a declaration or a test needs as one (fields of `given`, `at`, …), in
   * the representation of the expression's own type: an int where a decimal is expected is still an int here.
   */
  readonly constants: ReadonlyMap<Expr, ConstValue>;
}
