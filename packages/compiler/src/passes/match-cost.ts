import type { EventFieldRef, MatchCondition } from '@nudge/engine';

/** What a condition takes of an index. */
export interface MatchCost {
  /** The conjunctions that it multiplies out to, at most. */
  readonly lines: number;
  /** The constants that it names. */
  readonly values: number;
}

/**
 * Never less than what the engine makes of it (`engine/src/match/lines.ts`), which refuses a condition of too many
 * lines; it may be more, since the engine also drops what cannot be true.
 */
export function matchCost(condition: MatchCondition): MatchCost {
  const { lines, values } = weigh(condition, true);
  return { lines, values };
}

interface Weight extends MatchCost {
  readonly fields: ReadonlySet<EventFieldRef>;
}

function weigh(condition: MatchCondition, wanted: boolean): Weight {
  switch (condition.op) {
    case 'not':
      return weigh(condition.operand, !wanted);
    case 'and':
    case 'or': {
      const parts = condition.operands.map((operand) => weigh(operand, wanted));
      const fields = new Set(parts.flatMap((part) => [...part.fields]));
      const values = parts.reduce((sum, part) => sum + part.values, 0);
      const isUnion = (condition.op === 'or') === wanted;
      return { lines: isUnion ? sumOf(parts) : productOf(parts), values, fields };
    }
    case 'in':
      return { lines: 1, values: condition.values.length, fields: new Set([condition.field]) };
    case 'between':
    case 'present':
      return { lines: 1, values: 1, fields: new Set([condition.field]) };
    default:
      return neverCondition(condition);
  }
}

/** Alternatives about one field are one line, however many there are. */
function sumOf(parts: readonly Weight[]): number {
  const single = new Set<EventFieldRef>();
  let sum = 0;
  for (const { lines, fields } of parts) {
    const [field] = fields;
    if (fields.size === 1 && field !== undefined) single.add(field);
    else sum += lines;
  }
  // At least one, so that a product with nothing in it does not hide what the engine must first expand.
  return Math.max(1, sum + single.size);
}

function productOf(parts: readonly Weight[]): number {
  return parts.reduce((product, { lines }) => product * lines, 1);
}

function neverCondition(condition: never): never {
  throw new Error(`unknown condition ${JSON.stringify(condition)}`);
}
