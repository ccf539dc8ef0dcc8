import type { SourceFile } from '@nudge/dsl';
import { TEXTS, TYPES, typeName } from './fields.ts';
import type { Clause, Predicate, Rule } from './rule.ts';

/** The rules as a project: a file of declarations, and a file of nudges for each type. */
export function nudgeFiles(rules: readonly Rule[]): SourceFile[] {
  const byType: string[][] = Array.from({ length: TYPES }, () => []);
  for (const rule of rules) byType[rule.type]?.push(nudgeText(rule));
  return [
    { path: 'events.nudge', text: declarations() },
    ...byType.map((nudges, type) => ({ path: `${typeName(type)}.nudge`, text: nudges.join('\n') })),
  ];
}

/** Events, channel and template of the rules; `more`: further fields of every event. */
export function declarations(more: readonly string[] = []): string {
  const fields = `
  country: string
  page:    string
  plan:    enum { ${TEXTS.plan.join(', ')} }
  price:   decimal
  score:   int
  member:  bool${more.map((field) => `\n  ${field}`).join('')}`;
  const events = Array.from({ length: TYPES }, (_, type) => `event ${typeName(type)} {${fields}\n}\n`);
  return `${events.join('\n')}
channel in_app

template Offer(page: string, price: decimal) {
  en { title "Look again"  body "{page} is yours for {price}, today only." }
}
`;
}

function nudgeName(rule: Rule): string {
  return `Rule${rule.id}`;
}

/** Every third rule of several clauses has its last one behind `when`. */
function nudgeText(rule: Rule): string {
  const atWhen = rule.id % 3 === 0 && rule.clauses.length > 1 ? rule.clauses.length - 1 : rule.clauses.length;
  const where = rule.clauses.slice(0, atWhen).map((clause) => clauseText(clause, ''));
  const when = rule.clauses.slice(atWhen).map((clause) => clauseText(clause, 'event.'));
  return `nudge ${nudgeName(rule)} {
  on ${typeName(rule.type)} where ${where.join(' and ')}
${when.length === 0 ? '' : `  when ${when.join(' and ')}\n`}  transactional
  channel in_app
  send Offer { page: event.page, price: event.price }
}
`;
}

export function clauseText(clause: Clause, prefix: string): string {
  switch (clause.kind) {
    case 'not':
      return `not ${predicateText(clause.operand, prefix)}`;
    case 'or':
      return `(${clause.operands.map((operand) => predicateText(operand, prefix)).join(' or ')})`;
    default:
      return predicateText(clause, prefix);
  }
}

function predicateText(predicate: Predicate, prefix: string): string {
  const field = `${prefix}${predicate.field}`;
  switch (predicate.kind) {
    case 'equals':
      return `${field} = ${JSON.stringify(predicate.value)}`;
    case 'in':
      return `${field} in [${predicate.values.map((value) => JSON.stringify(value)).join(', ')}]`;
    case 'range':
      if (predicate.low === null) return `${field} <= ${predicate.high}`;
      if (predicate.high === null) return `${field} >= ${predicate.low}`;
      return `${field} between ${predicate.low} and ${predicate.high}`;
    case 'flag':
      return predicate.value ? field : `not ${field}`;
  }
}
