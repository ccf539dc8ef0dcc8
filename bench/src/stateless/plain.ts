import type { Fields } from './fields.ts';
import type { Clause, Rule } from './rule.ts';

/** What a clause means, in the plainest way; the gate goes by it. */
function holds(clause: Clause, fields: Fields): boolean {
  switch (clause.kind) {
    case 'equals':
      return fields[clause.field] === clause.value;
    case 'in':
      return clause.values.includes(fields[clause.field]);
    case 'range':
      return (
        (clause.low === null || fields[clause.field] >= clause.low) &&
        (clause.high === null || fields[clause.field] <= clause.high)
      );
    case 'flag':
      return fields[clause.field] === clause.value;
    case 'not':
      return !holds(clause.operand, fields);
    case 'or':
      return clause.operands.some((operand) => holds(operand, fields));
  }
}

/** The ids of the rules that match, ascending. */
export function matchesOf(rules: readonly Rule[], type: number, fields: Fields): number[] {
  return rules
    .filter((rule) => rule.type === type && rule.clauses.every((clause) => holds(clause, fields)))
    .map(({ id }) => id);
}
