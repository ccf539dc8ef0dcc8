import { NUMBER_END, TEXTS } from './fields.ts';
import type { Clause } from './rule.ts';

/** The share of events for which a clause holds, the fields taken as independent. */
export function shareOf(clause: Clause): number {
  switch (clause.kind) {
    case 'equals':
      return 1 / TEXTS[clause.field].length;
    case 'in':
      return clause.values.length / TEXTS[clause.field].length;
    case 'range':
      return ((clause.high ?? NUMBER_END) - (clause.low ?? 0)) / NUMBER_END;
    case 'flag':
      return 0.5;
    case 'not':
      return 1 - shareOf(clause.operand);
    case 'or':
      return 1 - clause.operands.reduce((product, operand) => product * (1 - shareOf(operand)), 1);
  }
}
