import type { Fields, TextField } from '../fields.ts';
import type { SyncMatcher } from '../matcher.ts';
import type { Clause, Predicate, Rule } from '../rule.ts';
import { shareOf } from '../share.ts';
import type { Workload } from '../workload.ts';
import { codeOf, maskOf } from './codes.ts';

type Generated = (
  country: number,
  page: number,
  plan: number,
  price: number,
  score: number,
  member: boolean,
  out: Int32Array,
) => number;

/**
 * The limit of generated code: one function for each type, over the fields of an event with its texts as numbers. Rules
 * with an equality stand in a `switch`, the others one after the other; a membership is a bit of a mask.
 */
export function createCodegen({ rulesOfType, events }: Workload): SyncMatcher {
  const functions = rulesOfType.map(generate);
  return {
    kind: 'sync',
    match: (index, out) => {
      const event = events[index];
      const generated = functions[event?.type ?? 0];
      if (event === undefined || generated === undefined) return 0;
      const fields: Fields = event.fields;
      const country = codeOf('country', fields.country);
      const page = codeOf('page', fields.page);
      const plan = codeOf('plan', fields.plan);
      return generated(country, page, plan, fields.price, fields.score, fields.member, out);
    },
  };
}

function generate(rules: readonly Rule[]): Generated {
  const switches: Record<TextField, Map<string, string[]>> = {
    page: new Map(),
    country: new Map(),
    plan: new Map(),
  };
  const others: string[] = [];
  for (const rule of rules) {
    const clauses = rule.clauses.toSorted((a, b) => shareOf(a) - shareOf(b));
    const equality = clauses.find((clause) => clause.kind === 'equals');
    if (equality === undefined) {
      others.push(statement(rule.id, clauses));
      continue;
    }
    const cases = switches[equality.field];
    const rest = clauses.filter((clause) => clause !== equality);
    cases.set(equality.value, [...(cases.get(equality.value) ?? []), statement(rule.id, rest)]);
  }
  const body = `
const country_first = 1 << country, country_second = 0, plan_first = 1 << plan, plan_second = 0;
const page_first = page < 32 ? 1 << page : 0, page_second = page < 32 ? 0 : 1 << (page - 32);
let n = 0;
${Object.entries(switches)
  .map(([field, cases]) => switchOver(field as TextField, cases))
  .join('\n')}
${others.join('\n')}
return n;`;
  return new Function('country', 'page', 'plan', 'price', 'score', 'member', 'out', body) as Generated;
}

function switchOver(field: TextField, cases: ReadonlyMap<string, readonly string[]>): string {
  const lines = [...cases].map(
    ([value, statements]) => `case ${codeOf(field, value)}: ${statements.join('\n')} break;`,
  );
  return `switch (${field}) {\n${lines.join('\n')}\n}`;
}

function statement(id: number, clauses: readonly Clause[]): string {
  const condition = clauses.map(clauseCode).join(' && ');
  return condition === '' ? `out[n++] = ${id};` : `if (${condition}) out[n++] = ${id};`;
}

function clauseCode(clause: Clause): string {
  switch (clause.kind) {
    case 'not':
      return `!${predicateCode(clause.operand)}`;
    case 'or':
      return `(${clause.operands.map(predicateCode).join(' || ')})`;
    default:
      return predicateCode(clause);
  }
}

function predicateCode(predicate: Predicate): string {
  const { field } = predicate;
  switch (predicate.kind) {
    case 'equals':
      return `(${field} === ${codeOf(predicate.field, predicate.value)})`;
    case 'in': {
      const { first, second } = maskOf(predicate.field, predicate.values);
      const tests = [
        ...(first === 0 ? [] : [`(${field}_first & ${first}) !== 0`]),
        ...(second === 0 ? [] : [`(${field}_second & ${second}) !== 0`]),
      ];
      return `(${tests.join(' || ')})`;
    }
    case 'range': {
      const low = predicate.low === null ? [] : [`${field} >= ${predicate.low}`];
      const high = predicate.high === null ? [] : [`${field} <= ${predicate.high}`];
      return `(${[...low, ...high].join(' && ')})`;
    }
    case 'flag':
      return predicate.value ? 'member' : '!member';
  }
}
