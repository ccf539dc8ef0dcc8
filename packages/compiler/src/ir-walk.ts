import type { IrExpr, IrNudge, IrProgram } from './ir.ts';

/** The direct parts of an expression, in the order of evaluation. */
export function partsOf(expr: IrExpr): readonly IrExpr[] {
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

/** The same expression with each direct part replaced; the very same object where no part is another. */
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
    case 'call': {
      const args = mapList(expr.args, map);
      return args === expr.args ? expr : { ...expr, args };
    }
    case 'list': {
      const items = mapList(expr.items, map);
      return items === expr.items ? expr : { ...expr, items };
    }
    case 'coalesce':
    case 'compare': {
      const left = map(expr.left);
      const right = map(expr.right);
      return left === expr.left && right === expr.right ? expr : { ...expr, left, right };
    }
    case 'nowCompare': {
      const base = map(expr.base);
      const offset = map(expr.offset);
      return base === expr.base && offset === expr.offset ? expr : { ...expr, base, offset };
    }
    case 'oneOf': {
      const value = map(expr.value);
      const list = map(expr.list);
      return value === expr.value && list === expr.list ? expr : { ...expr, value, list };
    }
    case 'stringTest': {
      const value = map(expr.value);
      const pattern = map(expr.pattern);
      return value === expr.value && pattern === expr.pattern ? expr : { ...expr, value, pattern };
    }
    case 'present':
    case 'truth': {
      const value = map(expr.value);
      return value === expr.value ? expr : { ...expr, value };
    }
    case 'not': {
      const operand = map(expr.operand);
      return operand === expr.operand ? expr : { ...expr, operand };
    }
    case 'and':
    case 'or': {
      const operands = mapList(expr.operands, map);
      return operands === expr.operands ? expr : { ...expr, operands };
    }
    default:
      return neverExpr(expr);
  }
}

/** Most passes leave most of a program as it is: what stays the same object costs no memory. */
function mapList<T>(list: readonly T[], map: (item: T) => T): readonly T[] {
  let mapped: T[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const item = list[i] as T;
    const next = map(item);
    if (next !== item) mapped ??= list.slice();
    if (mapped !== undefined) mapped[i] = next;
  }
  return mapped ?? list;
}

function neverExpr(expr: never): never {
  throw new Error(`unknown expression ${JSON.stringify(expr)}`);
}

/** Visits an expression and all its parts, outermost first. Filters of aggregates are not part of it. */
export function visit(expr: IrExpr, see: (expr: IrExpr) => void): void {
  see(expr);
  for (const part of partsOf(expr)) visit(part, see);
}

/** What an expression names, each once. */
export interface Reads {
  readonly aggregates: readonly number[];
  /** Fields of the profile. */
  readonly profile: readonly number[];
  readonly segments: readonly number[];
}

export function readsOf(...exprs: readonly IrExpr[]): Reads {
  const aggregates = new Set<number>();
  const profile = new Set<number>();
  const segments = new Set<number>();
  for (const expr of exprs) {
    visit(expr, (part) => {
      if (part.op === 'aggregate') aggregates.add(part.aggregate);
      if (part.op === 'profile') profile.add(part.field);
      if (part.op === 'member') segments.add(part.segment);
    });
  }
  return { aggregates: [...aggregates], profile: [...profile], segments: [...segments] };
}

export function some(expr: IrExpr, test: (expr: IrExpr) => boolean): boolean {
  return test(expr) || partsOf(expr).some((part) => some(part, test));
}

/** The expressions of a nudge: of its trigger, its `when` and what it sends. */
export function clausesOf({ trigger, when, args }: IrNudge): readonly IrExpr[] {
  const where = 'where' in trigger ? trigger.where : null;
  return [where, when, ...args].filter((clause) => clause !== null);
}

/** Visits all of every expression that stands by itself in a program: filters, conditions, values, clauses. */
export function visitRoots(program: IrProgram, see: (expr: IrExpr) => void): void {
  const maybe = (expr: IrExpr | null): void => {
    if (expr !== null) visit(expr, see);
  };
  for (const { filter } of program.aggregates) maybe(filter);
  for (const { condition } of program.segments) visit(condition, see);
  for (const { value } of program.metrics) visit(value, see);
  for (const nudge of program.nudges) for (const clause of clausesOf(nudge)) visit(clause, see);
}

/** The same program with every standing expression replaced; used by passes that rewrite expressions. */
export function mapRoots(program: IrProgram, map: (expr: IrExpr) => IrExpr): IrProgram {
  const mapped = (expr: IrExpr | null): IrExpr | null => (expr === null ? null : map(expr));
  const filtered = <T extends { readonly filter: IrExpr | null }>(one: T): T => {
    const filter = mapped(one.filter);
    return filter === one.filter ? one : { ...one, filter };
  };
  return {
    ...program,
    aggregates: mapList(program.aggregates, filtered),
    logs: mapList(program.logs, filtered),
    segments: mapList(program.segments, (segment) => {
      const condition = map(segment.condition);
      return condition === segment.condition ? segment : { ...segment, condition };
    }),
    metrics: mapList(program.metrics, (metric) => {
      const value = map(metric.value);
      return value === metric.value ? metric : { ...metric, value };
    }),
    nudges: mapList(program.nudges, (nudge) => mapNudge(nudge, map)),
  };
}

function mapNudge(nudge: IrNudge, map: (expr: IrExpr) => IrExpr): IrNudge {
  const old = 'where' in nudge.trigger ? nudge.trigger.where : null;
  const where = old === null ? null : map(old);
  const trigger = 'where' in nudge.trigger && where !== old ? { ...nudge.trigger, where } : nudge.trigger;
  const when = nudge.when === null ? null : map(nudge.when);
  const args = mapList(nudge.args, map);
  const same = trigger === nudge.trigger && when === nudge.when && args === nudge.args;
  return same ? nudge : { ...nudge, trigger, when, args };
}
