import { Environment } from '@marcbachmann/cel-js';
import type { SyncMatcher } from '../matcher.ts';
import type { Clause, Predicate, Rule } from '../rule.ts';
import type { Workload } from '../workload.ts';

/** Common Expression Language: each rule is parsed once, and evaluated for each event of its type. */
export function createCel({ rulesOfType, events }: Workload): SyncMatcher {
  // Variables of no declared type are the faster way: measured, declared ones are checked again at each evaluation.
  const environment = new Environment({ unlistedVariablesAreDyn: true });
  const programs = rulesOfType.map((rules) =>
    rules.map((rule) => ({ id: rule.id, holds: environment.parse(celText(rule)) })),
  );
  return {
    kind: 'sync',
    match: (index, out) => {
      const event = events[index];
      if (event === undefined) return 0;
      let count = 0;
      for (const { id, holds } of programs[event.type] ?? []) {
        if (holds(event.fields) === true) out[count++] = id;
      }
      return count;
    },
  };
}

function celText(rule: Rule): string {
  return rule.clauses.map(clauseText).join(' && ');
}

function clauseText(clause: Clause): string {
  switch (clause.kind) {
    case 'not':
      return `!(${predicateText(clause.operand)})`;
    case 'or':
      return `(${clause.operands.map(predicateText).join(' || ')})`;
    default:
      return predicateText(clause);
  }
}

function predicateText(predicate: Predicate): string {
  const { field } = predicate;
  switch (predicate.kind) {
    case 'equals':
      return `${field} == ${JSON.stringify(predicate.value)}`;
    case 'in':
      return `${field} in ${JSON.stringify(predicate.values)}`;
    case 'range': {
      const low = predicate.low === null ? [] : [`${field} >= ${double(predicate.low)}`];
      const high = predicate.high === null ? [] : [`${field} <= ${double(predicate.high)}`];
      return `(${[...low, ...high].join(' && ')})`;
    }
    case 'flag':
      return predicate.value ? field : `!${field}`;
  }
}

/** A number of JavaScript is a double to CEL. */
function double(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
