import type { Span } from '../syntax/span.ts';
import type {
  AggregateExpr,
  ChannelDecl,
  ConstDecl,
  DidExpr,
  EventDecl,
  Expr,
  FnDecl,
  MetricDecl,
  NudgeDecl,
  Path,
  PurposeDecl,
  SegmentDecl,
  TemplateDecl,
} from '../syntax/tree.ts';
import type { NamedDecl } from './names/entry.ts';
import type {
  AggregateFacts,
  ConstSymbol,
  ConstValue,
  EventSymbol,
  FieldSymbol,
  FnSymbol,
  MetricSymbol,
  NudgeSymbol,
  Program,
  Ref,
  SegmentSymbol,
  TemplateSymbol,
  Type,
} from './program.ts';

type TestRef = Program['testRefs'] extends ReadonlyMap<Path, infer T> ? T : never;

/** What the stages learn, filled from first to last. */
export interface Tables {
  readonly types: Map<Expr, Type>;
  readonly refs: Map<Path, Ref>;
  readonly aggregates: Map<AggregateExpr | DidExpr, AggregateFacts>;
  readonly testRefs: Map<Path, TestRef>;
  readonly constants: Map<Expr, ConstValue>;

  readonly events: Map<EventDecl, EventSymbol>;
  readonly consts: Map<ConstDecl, ConstSymbol>;
  readonly fns: Map<FnDecl, FnSymbol>;
  /** Functions that look at `now`, themselves or through others. */
  readonly timeDependent: Set<FnSymbol>;
  readonly metrics: Map<MetricDecl, MetricSymbol>;
  /** Metrics that count something missing as false, so that their opposite would count it as true. */
  readonly leaning: Set<MetricDecl>;
  readonly segments: Map<SegmentDecl, SegmentSymbol>;
  readonly templates: Map<TemplateDecl, TemplateSymbol>;
  readonly nudges: Map<NudgeDecl, NudgeSymbol>;

  readonly userFields: Map<string, FieldSymbol>;
  /** Fields of which nothing is known: the name of a field that could not be read counts as declared. */
  readonly user: { unreadable: boolean };
  readonly channels: Map<string, ChannelDecl>;
  readonly purposes: Map<string, PurposeDecl>;

  /** Which declaration refers to which, and where it does so first. */
  readonly uses: Map<NamedDecl, Map<NamedDecl, Span>>;
}

export function emptyTables(): Tables {
  return {
    types: new Map(),
    refs: new Map(),
    aggregates: new Map(),
    testRefs: new Map(),
    constants: new Map(),
    events: new Map(),
    consts: new Map(),
    fns: new Map(),
    timeDependent: new Set(),
    metrics: new Map(),
    leaning: new Set(),
    segments: new Map(),
    templates: new Map(),
    nudges: new Map(),
    userFields: new Map(),
    user: { unreadable: false },
    channels: new Map(),
    purposes: new Map(),
    uses: new Map(),
  };
}

export function noteUse(tables: Tables, from: NamedDecl | undefined, to: NamedDecl, span: Span): void {
  if (from === undefined) return;
  let targets = tables.uses.get(from);
  if (targets === undefined) {
    targets = new Map();
    tables.uses.set(from, targets);
  }
  if (!targets.has(to)) targets.set(to, span);
}
