import type { IrExpr, IrNudge, IrProgram } from './ir.ts';

/** The direct parts of an expression, in the order of evaluation. */
function partsOf(expr: IrExpr): readonly IrExpr[] {
  switch (expr.op) {
    case 'const':
    case 'profile':
    case 'row':
    case 'event':
    case 'now':
    case 'aggregate':
    case 'member':
      return [];
    case 'call':
      return expr.args;
    case 'list':
      return expr.items;
    case 'coalesce':
    case 'compare':
      return [expr.left, expr.right];
    case 'nowCompare':
      return [expr.base, expr.offset];
    case 'oneOf':
      return [expr.value, expr.list];
    case 'stringTest':
      return [expr.value, expr.pattern];
    case 'present':
    case 'truth':
      return [expr.value];
    case 'not':
      return [expr.operand];
    case 'and':
    case 'or':
      return expr.operands;
    default:
      return neverExpr(expr);
  }
}

/** The same expression with each direct part replaced. */
export function mapParts(expr: IrExpr, map: (part: IrExpr) => IrExpr): IrExpr {
  switch (expr.op) {
    case 'const':
    case 'profile':
    case 'row':
    case 'event':
    case 'now':
    case 'aggregate':
    case 'member':
      return expr;
    case 'call':
      return { ...expr, args: expr.args.map(map) };
    case 'list':
      return { ...expr, items: expr.items.map(map) };
    case 'coalesce':
    case 'compare':
      return { ...expr, left: map(expr.left), right: map(expr.right) };
    case 'nowCompare':
      return { ...expr, base: map(expr.base), offset: map(expr.offset) };
    case 'oneOf':
      return { ...expr, value: map(expr.value), list: map(expr.list) };
    case 'stringTest':
      return { ...expr, value: map(expr.value), pattern: map(expr.pattern) };
    case 'present':
    case 'truth':
      return { ...expr, value: map(expr.value) };
    case 'not':
      return { ...expr, operand: map(expr.operand) };
    case 'and':
    case 'or':
      return { ...expr, operands: expr.operands.map(map) };
    default:
      return neverExpr(expr);
  }
}

function neverExpr(expr: never): never {
  throw new Error(`unknown expression ${JSON.stringify(expr)}`);
}

/** Visits an expression and all its parts, outermost first. Filters of aggregates are not part of it. */
export function visit(expr: IrExpr, see: (expr: IrExpr) => void): void {
  see(expr);
  for (const part of partsOf(expr)) visit(part, see);
}

export function some(expr: IrExpr, test: (expr: IrExpr) => boolean): boolean {
  return test(expr) || partsOf(expr).some((part) => some(part, test));
}

function nudgeExprs(nudge: IrNudge): IrExpr[] {
  const { trigger } = nudge;
  const where = trigger.kind === 'event' || trigger.kind === 'unless' ? trigger.where : null;
  return [where, nudge.when, ...nudge.args].filter((expr) => expr !== null);
}

/** Every expression that stands by itself in a program: filters, conditions, values, clauses. */
export function rootsOf(program: IrProgram): readonly IrExpr[] {
  return [
    ...program.aggregates.flatMap(({ filter }) => (filter === null ? [] : [filter])),
    ...program.segments.map((segment) => segment.condition),
    ...program.metrics.map((metric) => metric.value),
    ...program.nudges.flatMap(nudgeExprs),
  ];
}

/** The same program with every standing expression replaced; used by passes that rewrite expressions. */
export function mapRoots(program: IrProgram, map: (expr: IrExpr) => IrExpr): IrProgram {
  const mapped = (expr: IrExpr | null): IrExpr | null => (expr === null ? null : map(expr));
  return {
    ...program,
    aggregates: program.aggregates.map((a) => ({ ...a, filter: mapped(a.filter) })),
    logs: program.logs.map((log) => ({ ...log, filter: mapped(log.filter) })),
    segments: program.segments.map((s) => ({ ...s, condition: map(s.condition) })),
    metrics: program.metrics.map((m) => ({ ...m, value: map(m.value) })),
    nudges: program.nudges.map((nudge) => {
      const { trigger } = nudge;
      return {
        ...nudge,
        trigger: 'where' in trigger ? { ...trigger, where: mapped(trigger.where) } : trigger,
        when: mapped(nudge.when),
        args: nudge.args.map(map),
      };
    }),
  };
}
