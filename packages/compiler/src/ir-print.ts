import type { EventFieldRef } from '@nudge/engine';
import type { IrAggregate, IrExpr, IrProgram } from './ir.ts';

/**
 * The IR as text, one line a rule, for people and for golden tests. Names stand instead of ids, so that the text of
 * an expression depends on what it means and not on what else is in the project: it is also what stable keys are
 * hashes of.
 */
export function printProgram(program: IrProgram): string {
  const lines: string[] = [];
  program.aggregates.forEach((aggregate, i) => {
    const log = program.logOfAggregate[i];
    lines.push(
      `aggregate ${i}: ${printAggregate(program, aggregate)}${log === undefined ? '' : ` in log ${log}`}`,
    );
  });
  for (const { name, condition, forMs } of program.segments) {
    lines.push(`segment ${name}: ${printExpr(program, condition)}${forMs === 0 ? '' : ` for ${forMs}ms`}`);
  }
  for (const { name, value } of program.metrics) lines.push(`metric ${name}: ${printExpr(program, value)}`);
  for (const nudge of program.nudges) {
    const { trigger } = nudge;
    const where =
      'where' in trigger && trigger.where !== null ? ` where ${printExpr(program, trigger.where)}` : '';
    const when = nudge.when === null ? '' : ` when ${printExpr(program, nudge.when)}`;
    const args = nudge.args.map((arg) => printExpr(program, arg)).join(', ');
    lines.push(
      `nudge ${nudge.name}: on ${printTrigger(program, nudge)}${where}${when} send ${nudge.template}(${args})`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function printTrigger(program: IrProgram, { trigger }: IrProgram['nudges'][number]): string {
  switch (trigger.kind) {
    case 'event':
      return program.events[trigger.event]?.name ?? '?';
    case 'enter':
    case 'exit':
      return `${trigger.kind} ${program.segments[trigger.segment]?.name ?? '?'}`;
    case 'unless':
      return `${program.events[trigger.event]?.name ?? '?'} unless aggregate ${trigger.aggregate}`;
  }
}

export function printAggregate(program: IrProgram, aggregate: IrAggregate): string {
  const event = program.events[aggregate.event]?.name ?? '?';
  const field = aggregate.field === null ? '' : `.${fieldName(program, aggregate.event, aggregate.field)}`;
  const where =
    aggregate.filter === null ? '' : ` where ${printExpr(program, aggregate.filter, aggregate.event)}`;
  const window = aggregate.windowMs === null ? 'ever' : `over ${aggregate.windowMs}ms`;
  return `${aggregate.function}(${event}${field}${where}) ${window}`;
}

function fieldName(program: IrProgram, event: number, field: EventFieldRef): string {
  return typeof field === 'number' ? (program.events[event]?.fields[field]?.name ?? '?') : field;
}

/** `rowEvent` is the event whose fields stand bare, inside a filter. */
export function printExpr(program: IrProgram, expr: IrExpr, rowEvent?: number): string {
  const print = (part: IrExpr): string => printExpr(program, part, rowEvent);
  switch (expr.op) {
    case 'const':
      return `${JSON.stringify(expr.value)}:${expr.type.kind}`;
    case 'profile':
      return `user.${program.user[expr.field]?.name ?? '?'}`;
    case 'row':
      return `row.${rowEvent === undefined ? expr.field : fieldName(program, rowEvent, expr.field)}`;
    case 'event':
      return `event.${expr.field}`;
    case 'now':
      return 'now';
    case 'aggregate': {
      const aggregate = program.aggregates[expr.aggregate];
      return aggregate === undefined ? '?' : printAggregate(program, aggregate);
    }
    case 'member':
      return `in ${program.segments[expr.segment]?.name ?? '?'}`;
    case 'call':
      return `${expr.operator}(${expr.args.map(print).join(', ')})`;
    case 'coalesce':
      return `(${print(expr.left)} ?? ${print(expr.right)})`;
    case 'list':
      return `[${expr.items.map(print).join(', ')}]`;
    case 'compare':
      return `(${print(expr.left)} ${expr.test} ${print(expr.right)})`;
    case 'nowCompare':
      return `(${expr.clamped ? 'clamped now' : 'now'} ${expr.test} ${print(expr.base)} + ${print(expr.offset)})`;
    case 'oneOf':
      return `(${print(expr.value)} ${expr.negated ? 'not in' : 'in'} ${print(expr.list)})`;
    case 'stringTest':
      return `(${print(expr.value)} ${expr.test} ${print(expr.pattern)})`;
    case 'present':
      return `(${print(expr.value)} is ${expr.negated ? 'missing' : 'present'})`;
    case 'truth':
      return `truth(${print(expr.value)})`;
    case 'not':
      return `not ${print(expr.operand)}`;
    case 'and':
    case 'or':
      return `(${expr.operands.map(print).join(` ${expr.op} `)})`;
    default:
      return neverExpr(expr);
  }
}

function neverExpr(expr: never): never {
  throw new Error(`unknown expression ${JSON.stringify(expr)}`);
}
