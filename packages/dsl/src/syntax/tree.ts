/**
 * The syntax tree: what the parser makes of one file, with a span on every node.
 *
 * Trees are immutable. What later stages learn about a node (its type, what a name refers to) stands in side
 * tables keyed by the node (see `check/program.ts`), so that every back end and the formatter share one tree.
 */
import type { Span } from './span.ts';

/** A bare name as written. Backquotes, where the author needed them, are not part of `text`. */
export interface Name {
  readonly kind: 'name';
  readonly text: string;
  readonly span: Span;
}

/** One or more names with dots between: `CartAdd`, `shop.events.CartAdd`, `user.country`, `user.updated`. */
export interface Path {
  readonly kind: 'path';
  readonly parts: readonly Name[];
  readonly span: Span;
}

/** `//` and `///` comments stay beside the tree for the formatter; `ownLine` says that nothing stands before it. */
export interface Comment {
  readonly text: string;
  readonly doc: boolean;
  readonly ownLine: boolean;
  readonly span: Span;
}

export interface FileTree {
  readonly kind: 'file';
  readonly path: string;
  readonly module?: ModuleLine;
  readonly uses: readonly UseLine[];
  readonly declarations: readonly Declaration[];
  readonly comments: readonly Comment[];
  readonly span: Span;
}

export interface ModuleLine {
  readonly kind: 'module';
  readonly path: Path;
  readonly span: Span;
}

/** `use m`, or `use m { A, B as C }` (then `items` is there, even if empty). */
export interface UseLine {
  readonly kind: 'use';
  readonly path: Path;
  readonly items?: readonly UseItem[];
  readonly span: Span;
}

export interface UseItem {
  readonly kind: 'useItem';
  readonly name: Name;
  readonly as?: Name;
  readonly span: Span;
}

// ---- declarations -------------------------------------------------------------------------------------------------

interface DeclarationBase {
  readonly span: Span;
  /** The text of the `///` lines above, joined by `\n`, without the slashes and one following space. */
  readonly doc?: string;
  /**
   * The parser could not read all of it and has said so. Its name still counts as declared, and later stages
   * stay silent about what is missing in it.
   */
  readonly broken?: true;
}

export type Declaration =
  | EventDecl
  | UserDecl
  | ChannelDecl
  | PurposeDecl
  | SettingDecl
  | SourceDecl
  | ConstDecl
  | FnDecl
  | MetricDecl
  | SegmentDecl
  | NudgeDecl
  | TemplateDecl
  | TestDecl
  | UnbuiltDecl;

export interface EventDecl extends DeclarationBase {
  readonly kind: 'event';
  readonly name: Name;
  /** `as "addToCart"`: the name that the wire uses. */
  readonly wireName?: StringLit;
  readonly fields: readonly FieldDecl[];
}

export interface UserDecl extends DeclarationBase {
  readonly kind: 'user';
  readonly fields: readonly FieldDecl[];
}

export interface FieldDecl {
  readonly kind: 'field';
  readonly name: Name;
  readonly type: TypeNode;
  /** `= free`: only fields of `user` may have one. */
  readonly defaultValue?: Expr;
  /** `@pii` and any other `@word` (the checker refuses those it does not know). */
  readonly marks: readonly Name[];
  readonly doc?: string;
  readonly span: Span;
}

/** A type as written; `base` is the word (`string`, `timezone`, `enum`, `list`, or whatever stood there). */
export interface TypeNode {
  readonly kind: 'type';
  readonly base: Name;
  readonly optional: boolean;
  /** For `enum { a, "22-30" }`. */
  readonly members?: readonly EnumMember[];
  /** For `list<T>`. */
  readonly of?: TypeNode;
  readonly span: Span;
}

export interface EnumMember {
  readonly kind: 'enumMember';
  readonly text: string;
  readonly quoted: boolean;
  readonly span: Span;
}

export interface ChannelDecl extends DeclarationBase {
  readonly kind: 'channel';
  readonly name: Name;
  /** `channel push { pii allowed }`. */
  readonly piiAllowed: boolean;
}

export interface PurposeDecl extends DeclarationBase {
  readonly kind: 'purpose';
  readonly name: Name;
}

/** `late 1h`, `future 5m`, `delay 10s`. */
export interface SettingDecl extends DeclarationBase {
  readonly kind: 'setting';
  readonly name: Name;
  readonly value: Expr;
}

export interface SourceDecl extends DeclarationBase {
  readonly kind: 'source';
  readonly name: Name;
  /** `format csv`; absent only in a broken one or when the author forgot it. */
  readonly format?: Name;
  /** `user = user_id`, `at = timestamp in "UTC"`, `id = …`, `tenant`, `session`, `device`. */
  readonly attributes: readonly SourceAttribute[];
  readonly mappings: readonly SourceMapping[];
}

export interface SourceAttribute {
  readonly kind: 'sourceAttribute';
  readonly name: Name;
  readonly column: Path;
  readonly zone?: StringLit;
  readonly span: Span;
}

/** `on event = "purchase" and kind in ["a"] -> Bought { channel: acquisition_channel }`; no conditions: every record. */
export interface SourceMapping {
  readonly kind: 'sourceMapping';
  readonly conditions: readonly SourceCondition[];
  /** An event's name, or `user.updated` / `user.consent`. */
  readonly target: Path;
  readonly fields: readonly SourceField[];
  readonly span: Span;
}

/** One value with `=` or `!=`, any number with `in`; `present`/`missing` have none. Values are literals. */
export interface SourceCondition {
  readonly kind: 'sourceCondition';
  readonly column: Path;
  readonly test: '=' | '!=' | 'in' | 'present' | 'missing';
  readonly values: readonly Literal[];
  readonly span: Span;
}

/** `platform: platform` (a column or dotted path) or `channel: "web"` (a literal). */
export interface SourceField {
  readonly kind: 'sourceField';
  readonly name: Name;
  readonly value: Path | Literal;
  readonly span: Span;
}

export interface ConstDecl extends DeclarationBase {
  readonly kind: 'const';
  readonly name: Name;
  readonly type?: TypeNode;
  readonly value: Expr;
}

export interface FnDecl extends DeclarationBase {
  readonly kind: 'fn';
  readonly name: Name;
  readonly params: readonly Param[];
  /** `fn f(c: string): bool = …`; may be left out. */
  readonly result?: TypeNode;
  readonly body: Expr;
}

export interface Param {
  readonly kind: 'param';
  readonly name: Name;
  readonly type: TypeNode;
  readonly span: Span;
}

export interface MetricDecl extends DeclarationBase {
  readonly kind: 'metric';
  readonly name: Name;
  readonly title?: StringLit;
  readonly value: Expr;
}

export interface SegmentDecl extends DeclarationBase {
  readonly kind: 'segment';
  readonly name: Name;
  readonly title?: StringLit;
  /** In the order written; the checker refuses a second of one kind and a missing `when`. */
  readonly clauses: readonly SegmentClause[];
}

export type SegmentClause =
  | { readonly kind: 'when'; readonly condition: Expr; readonly span: Span }
  | { readonly kind: 'for'; readonly duration: Expr; readonly span: Span }
  | { readonly kind: 'status'; readonly value: Name; readonly span: Span };

export interface NudgeDecl extends DeclarationBase {
  readonly kind: 'nudge';
  readonly name: Name;
  readonly title?: StringLit;
  /** In the order written; triggers are clauses too, so that a second one can be refused with its place. */
  readonly clauses: readonly NudgeClause[];
}

export type NudgeClause = TriggerClause | OtherNudgeClause;

export type TriggerClause =
  | { readonly kind: 'onEvent'; readonly event: Path; readonly where?: Expr; readonly span: Span }
  | { readonly kind: 'onEnter'; readonly segment: Path; readonly span: Span }
  | { readonly kind: 'onExit'; readonly segment: Path; readonly span: Span }
  | {
      readonly kind: 'onUnless';
      readonly event: Path;
      readonly where?: Expr;
      readonly unlessEvent: Path;
      readonly unlessWhere?: Expr;
      readonly within: Expr;
      readonly span: Span;
    };

export type OtherNudgeClause =
  | { readonly kind: 'when'; readonly condition: Expr; readonly span: Span }
  | { readonly kind: 'consent'; readonly purpose: Name; readonly span: Span }
  | { readonly kind: 'transactional'; readonly span: Span }
  | { readonly kind: 'priority'; readonly value: Expr; readonly span: Span }
  | { readonly kind: 'cooldown'; readonly duration: Expr; readonly span: Span }
  | { readonly kind: 'expires'; readonly duration: Expr; readonly span: Span }
  | { readonly kind: 'channel'; readonly channels: readonly Name[]; readonly span: Span }
  | { readonly kind: 'group'; readonly group: Name; readonly span: Span }
  | {
      readonly kind: 'send';
      readonly template: Path;
      readonly args: readonly FieldInit[];
      readonly span: Span;
    }
  | UnbuiltPart;

/**
 * A clause, trigger, window or expectation of the language that this version does not build; `what` names it. An empty
 * `what` is the value of a broken declaration that could not be read.
 */
export interface UnbuiltPart {
  readonly kind: 'unbuilt';
  readonly what: string;
  readonly span: Span;
}

/** `cohort`, `quest`, `cap`, `experiment`, `campaign`: read over as a whole and refused with a code. */
export interface UnbuiltDecl extends DeclarationBase {
  readonly kind: 'unbuiltDecl';
  readonly keyword: string;
  readonly name?: Name;
}

/** `name: value`, of a `send`, a `given`, an event in a test. */
export interface FieldInit {
  readonly kind: 'fieldInit';
  readonly name: Name;
  readonly value: Expr;
  readonly span: Span;
}

export interface TemplateDecl extends DeclarationBase {
  readonly kind: 'template';
  readonly name: Name;
  readonly params: readonly Param[];
  readonly locales: readonly TemplateLocale[];
}

export interface TemplateLocale {
  readonly kind: 'locale';
  /** `en`, `de-AT`: dashes are part of the name here. */
  readonly tag: Name;
  readonly entries: readonly TemplateEntry[];
  readonly span: Span;
}

export interface TemplateEntry {
  readonly kind: 'entry';
  readonly key: Name;
  readonly literal: StringLit;
  /** The literal's value cut at its holes; `{{` is one literal brace already. */
  readonly parts: readonly TemplatePart[];
  readonly span: Span;
}

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'hole'; readonly name: Name; readonly digits?: number; readonly span: Span };

// ---- tests --------------------------------------------------------------------------------------------------------

export interface TestDecl extends DeclarationBase {
  readonly kind: 'test';
  readonly title: StringLit;
  readonly steps: readonly TestStep[];
}

export type TestStep =
  | {
      readonly kind: 'given';
      readonly user: Name;
      readonly fields: readonly FieldInit[];
      readonly consents: readonly Name[];
      readonly span: Span;
    }
  | { readonly kind: 'at'; readonly instant: Expr; readonly span: Span }
  | { readonly kind: 'after'; readonly duration: Expr; readonly span: Span }
  | {
      readonly kind: 'happens';
      readonly user: Name;
      /** An event's name, `user.updated` or `user.consent`. */
      readonly event: Path;
      readonly fields: readonly FieldInit[];
      readonly span: Span;
    }
  | { readonly kind: 'expect'; readonly expectation: Expectation; readonly span: Span };

export type Expectation =
  | {
      readonly kind: 'nudge';
      readonly nudge: Path;
      readonly user: Name;
      readonly channel?: Name;
      readonly content: readonly FieldInit[];
      readonly span: Span;
    }
  | { readonly kind: 'noNudge'; readonly user: Name; readonly span: Span }
  | {
      readonly kind: 'suppressed';
      readonly nudge: Path;
      readonly user: Name;
      readonly reason: Name;
      readonly span: Span;
    }
  | {
      readonly kind: 'member';
      readonly user: Name;
      readonly segment: Path;
      readonly negated: boolean;
      readonly span: Span;
    }
  | {
      readonly kind: 'metric';
      readonly metric: Path;
      readonly user: Name;
      /** Absent: `is missing`. */
      readonly value?: Expr;
      readonly span: Span;
    }
  | UnbuiltPart;

// ---- expressions --------------------------------------------------------------------------------------------------

export type Literal = BoolLit | IntLit | DecimalLit | StringLit | DurationLit | InstantLit;

export interface BoolLit {
  readonly kind: 'bool';
  readonly value: boolean;
  readonly span: Span;
}

/** `500`, `1_000`. The value may lie outside the range of `int`; the checker says so. Never negative (see `negate`). */
export interface IntLit {
  readonly kind: 'int';
  readonly text: string;
  readonly value: bigint;
  readonly span: Span;
}

/** `0.25`, `1_000.5`, and `10%` (which is the decimal 0.1). `text` is as written. */
export interface DecimalLit {
  readonly kind: 'decimal';
  readonly text: string;
  /** The exact value times 10 000; more than four fraction digits are refused by the checker (`exact` false). */
  readonly scaled: bigint;
  readonly exact: boolean;
  readonly span: Span;
}

export interface StringLit {
  readonly kind: 'string';
  /** Escapes resolved, not yet NFC. */
  readonly value: string;
  readonly span: Span;
}

/** `90s`, `1h30m`, `500ms`: whole milliseconds. `text` is as written. */
export interface DurationLit {
  readonly kind: 'duration';
  readonly text: string;
  readonly ms: number;
  readonly span: Span;
}

/** `2026-03-02T10:00:00Z`: epoch milliseconds. */
export interface InstantLit {
  readonly kind: 'instant';
  readonly text: string;
  readonly ms: number;
  readonly span: Span;
}

export type AggregateFunction = 'count' | 'sum' | 'avg' | 'min' | 'max' | 'first' | 'last' | 'distinct';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | 'div' | 'mod';
export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type StringTest = 'contains' | 'startsWith' | 'endsWith' | 'matchesGlob';

export type Expr =
  | Literal
  | { readonly kind: 'now'; readonly span: Span }
  /** A name of any kind: a field, `user.x`, `event.x`, a constant, a metric, a segment, an enum's member. */
  | { readonly kind: 'ref'; readonly path: Path; readonly span: Span }
  | { readonly kind: 'call'; readonly callee: Path; readonly args: readonly Expr[]; readonly span: Span }
  | { readonly kind: 'list'; readonly items: readonly Expr[]; readonly span: Span }
  /** Parentheses as the author wrote them: they mean nothing more, but the formatter keeps them. */
  | { readonly kind: 'paren'; readonly inner: Expr; readonly span: Span }
  | { readonly kind: 'negate'; readonly operand: Expr; readonly span: Span }
  | {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Expr;
      readonly right: Expr;
      readonly span: Span;
    }
  | { readonly kind: 'coalesce'; readonly left: Expr; readonly right: Expr; readonly span: Span }
  | {
      readonly kind: 'compare';
      readonly operator: ComparisonOperator;
      readonly left: Expr;
      readonly right: Expr;
      readonly span: Span;
    }
  | {
      readonly kind: 'in';
      readonly value: Expr;
      readonly list: Expr;
      readonly negated: boolean;
      readonly span: Span;
    }
  | {
      readonly kind: 'between';
      readonly value: Expr;
      readonly low: Expr;
      readonly high: Expr;
      readonly span: Span;
    }
  | { readonly kind: 'presence'; readonly value: Expr; readonly present: boolean; readonly span: Span }
  | {
      readonly kind: 'stringTest';
      readonly test: StringTest;
      readonly value: Expr;
      readonly pattern: Expr;
      readonly span: Span;
    }
  | { readonly kind: 'not'; readonly operand: Expr; readonly span: Span }
  | {
      readonly kind: 'logic';
      readonly operator: 'and' | 'or';
      readonly left: Expr;
      readonly right: Expr;
      readonly span: Span;
    }
  | AggregateExpr
  | DidExpr
  | UnbuiltPart;

/** `count(E where c) over W`, `sum(E.field) ever`. `window` is absent when the author forgot it. */
export interface AggregateExpr {
  readonly kind: 'aggregate';
  readonly fn: AggregateFunction;
  /**
   * The event and, for the functions of a field, the field as its last part: the checker tells them apart
   * (`Order.amount`, `shop.events.Order.amount`; `count(shop.events.Order)`).
   */
  readonly target: Path;
  readonly where?: Expr;
  readonly window?: Window;
  readonly span: Span;
}

export type Window =
  | { readonly kind: 'over'; readonly duration: Expr; readonly span: Span }
  | { readonly kind: 'ever'; readonly span: Span }
  | UnbuiltPart;

/** `did E where c within W` and `did not …`. */
export interface DidExpr {
  readonly kind: 'did';
  readonly negated: boolean;
  readonly event: Path;
  readonly where?: Expr;
  /** Absent when the author forgot it. */
  readonly within?: Expr;
  readonly span: Span;
}
