import { type ZenDecision, ZenDecisionContent, ZenEngine } from '@gorules/zen-engine';
import type { Fields } from '../fields.ts';
import type { AsyncMatcher } from '../matcher.ts';
import type { Clause, Predicate, Rule } from '../rule.ts';
import type { Workload } from '../workload.ts';

/** A decision table for each type, with a column for each field: Zen indexes columns. */
export function createZen({ rulesOfType, events }: Workload): AsyncMatcher {
  const engine = new ZenEngine();
  const decisions: ZenDecision[] = rulesOfType.map((rules) =>
    engine.createDecision(new ZenDecisionContent(tableOf(rules))),
  );
  return {
    kind: 'async',
    // It works on threads of its own; with several events under way they need not wait for ours.
    inFlight: 16,
    match: async (index) => {
      const event = events[index];
      const decision = decisions[event?.type ?? 0];
      if (event === undefined || decision === undefined) return [];
      const { result } = (await decision.evaluate(event.fields)) as {
        readonly result: readonly { readonly id: number }[];
      };
      return result.map(({ id }) => id);
    },
  };
}

/** `any`: an expression over all fields, where columns of their own will not do. */
type Cells = Partial<Record<keyof Fields | 'any', string>>;

const COLUMNS: readonly (keyof Fields)[] = ['country', 'page', 'plan', 'price', 'score', 'member'];

function tableOf(rules: readonly Rule[]): object {
  const content = {
    hitPolicy: 'collect',
    inputs: [...COLUMNS.map((field) => ({ id: field, name: field, field })), { id: 'any', name: 'any' }],
    outputs: [{ id: 'id', name: 'id', field: 'id' }],
    rules: rules.map((rule) => ({ _id: String(rule.id), ...rowOf(rule.clauses), id: String(rule.id) })),
  };
  const position = { x: 0, y: 0 };
  return {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'in', position },
      { id: 'table', type: 'decisionTableNode', name: 'table', position, content },
      { id: 'out', type: 'outputNode', name: 'out', position },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'table', type: 'edge' },
      { id: 'b', sourceId: 'table', targetId: 'out', type: 'edge' },
    ],
  };
}

function rowOf(clauses: readonly Clause[]): Cells {
  const row: Cells = Object.fromEntries([...COLUMNS, 'any'].map((column) => [column, '']));
  return Object.assign(row, ...clauses.map(clauseCells));
}

function clauseCells(clause: Clause): Cells {
  switch (clause.kind) {
    case 'not':
      return negatedCellOf(clause.operand);
    case 'or':
      // A row cannot say `or` between columns.
      return { any: clause.operands.map((operand) => `(${expressionOf(operand)})`).join(' or ') };
    default:
      return cellOf(clause);
  }
}

function expressionOf(predicate: Predicate): string {
  const { field } = predicate;
  switch (predicate.kind) {
    case 'equals':
      return `${field} == ${JSON.stringify(predicate.value)}`;
    case 'in':
      return `${field} in ${JSON.stringify(predicate.values)}`;
    case 'range': {
      const low = predicate.low === null ? [] : [`${field} >= ${predicate.low}`];
      const high = predicate.high === null ? [] : [`${field} <= ${predicate.high}`];
      return [...low, ...high].join(' and ');
    }
    case 'flag':
      return predicate.value ? field : `not ${field}`;
  }
}

function cellOf(predicate: Predicate): Cells {
  const { field } = predicate;
  switch (predicate.kind) {
    case 'equals':
      return { [field]: JSON.stringify(predicate.value) };
    case 'in':
      return { [field]: predicate.values.map((value) => JSON.stringify(value)).join(', ') };
    case 'range': {
      if (predicate.low === null) return { [field]: `<= ${predicate.high}` };
      if (predicate.high === null) return { [field]: `>= ${predicate.low}` };
      return { [field]: `[${predicate.low}..${predicate.high}]` };
    }
    case 'flag':
      return { [field]: String(predicate.value) };
  }
}

function negatedCellOf(predicate: Predicate): Cells {
  const { field } = predicate;
  switch (predicate.kind) {
    case 'equals':
      return { [field]: `!= ${JSON.stringify(predicate.value)}` };
    case 'in':
      return { [field]: `$ not in ${JSON.stringify(predicate.values)}` };
    case 'range': {
      const under = predicate.low === null ? [] : [`$ < ${predicate.low}`];
      const over = predicate.high === null ? [] : [`$ > ${predicate.high}`];
      return { [field]: [...under, ...over].join(' or ') };
    }
    case 'flag':
      return { [field]: String(!predicate.value) };
  }
}
