import { Engine, type NestedCondition, type TopLevelCondition } from 'json-rules-engine';
import type { AsyncMatcher } from '../matcher.ts';
import type { Clause, Predicate } from '../rule.ts';
import type { Workload } from '../workload.ts';

/** An engine for each type; a run gives the events of the rules that succeed. */
export function createJsonRulesEngine({ rulesOfType, events }: Workload): AsyncMatcher {
  const engines = rulesOfType.map(
    (rules) =>
      new Engine(
        rules.map((rule) => ({
          conditions: { all: rule.clauses.map(clauseCondition) } satisfies TopLevelCondition,
          event: { type: 'match', params: { id: rule.id } },
        })),
      ),
  );
  return {
    kind: 'async',
    // It waits for nothing outside, so asking for more at once gains nothing.
    inFlight: 1,
    match: async (index) => {
      const event = events[index];
      const engine = engines[event?.type ?? 0];
      if (event === undefined || engine === undefined) return [];
      const result = await engine.run({ ...event.fields });
      return result.events.map(({ params }) => params?.['id'] as number);
    },
  };
}

function clauseCondition(clause: Clause): NestedCondition {
  switch (clause.kind) {
    case 'not':
      return { not: predicateCondition(clause.operand) };
    case 'or':
      return { any: clause.operands.map(predicateCondition) };
    default:
      return predicateCondition(clause);
  }
}

function predicateCondition(predicate: Predicate): NestedCondition {
  const fact = predicate.field;
  switch (predicate.kind) {
    case 'equals':
      return { fact, operator: 'equal', value: predicate.value };
    case 'in':
      return { fact, operator: 'in', value: predicate.values };
    case 'range': {
      const low = { fact, operator: 'greaterThanInclusive', value: predicate.low };
      const high = { fact, operator: 'lessThanInclusive', value: predicate.high };
      if (predicate.low === null) return high;
      return predicate.high === null ? low : { all: [low, high] };
    }
    case 'flag':
      return { fact, operator: 'equal', value: predicate.value };
  }
}
