import type { AggregateFunction, Expr } from '../../syntax/tree.ts';
import { evaluate, type Leaves } from '../constants/evaluate.ts';
import {
  FALSE,
  isTrue,
  type Known,
  MISSING,
  type Outcome,
  truth,
  UNKNOWN_OUTCOME,
} from '../constants/outcome.ts';
import type { NamedDecl } from '../names/entry.ts';
import type { FieldSymbol, Ref, SegmentSymbol } from '../program.ts';
import type { Tables } from '../tables.ts';

/** What holds of a user of whom nothing is known: no events, the defaults of the profile. */
export interface EmptyHistory {
  readonly trueSegments: ReadonlySet<SegmentSymbol>;
  outcomeOf(condition: Expr): Outcome;
}

/** What an aggregate of no events is: 0, or missing. */
const ZERO_OF_NOTHING: Readonly<Record<AggregateFunction, boolean>> = {
  count: true,
  sum: true,
  distinct: true,
  avg: false,
  min: false,
  max: false,
  first: false,
  last: false,
};

/** `segments` are in order of dependency, and so are the metrics of the tables: nothing has to be looked up twice. */
export function judgeEmptyHistory(
  segments: readonly SegmentSymbol[],
  unreadable: ReadonlySet<NamedDecl>,
  tables: Tables,
): EmptyHistory {
  const outcomes = new Map<object, Outcome>();
  const leaves: Leaves = {
    ref: (ref) => outcomeOf(ref, outcomes),
    aggregate: (expr) => {
      if (expr.kind === 'did') return truth(expr.negated);
      const kind = tables.types.get(expr)?.kind ?? 'unknown';
      return ZERO_OF_NOTHING[expr.fn] ? { known: true, kind, value: 0 } : MISSING;
    },
  };
  for (const metric of tables.metrics.values()) {
    if (!unreadable.has(metric.decl)) outcomes.set(metric, evaluate(metric.decl.value, tables, leaves));
  }
  const trueSegments = new Set<SegmentSymbol>();
  for (const segment of segments) {
    if (unreadable.has(segment.decl)) continue;
    const outcome = evaluate(segment.condition, tables, leaves);
    if (isTrue(outcome)) trueSegments.add(segment);
    // What must hold for a while does not hold at the beginning.
    outcomes.set(segment, segment.forMs === undefined ? outcome : FALSE);
  }
  return { trueSegments, outcomeOf: (condition) => evaluate(condition, tables, leaves) };
}

function outcomeOf(ref: Ref, outcomes: ReadonlyMap<object, Outcome>): Outcome {
  switch (ref.kind) {
    case 'userField':
      return profileDefault(ref.field);
    case 'metric':
    case 'segment':
      return outcomes.get(ref.symbol) ?? UNKNOWN_OUTCOME;
    case 'rowField':
    case 'triggerField':
    case 'const':
    case 'param':
    case 'enumMember':
    case 'fn':
    case 'builtin':
      return UNKNOWN_OUTCOME;
    default: {
      const never: never = ref;
      return never;
    }
  }
}

function profileDefault(field: FieldSymbol): Known {
  return field.defaultValue === undefined
    ? MISSING
    : { known: true, kind: field.type.kind, value: field.defaultValue };
}
