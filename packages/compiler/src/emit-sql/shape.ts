import type { SqlExpr } from './tree.ts';

/** The direct parts of an expression; those of windows and aggregates stand in no expression of a rule. */
function partsOf(expr: SqlExpr): readonly SqlExpr[] {
  switch (expr.kind) {
    case 'column':
    case 'integer':
    case 'text':
    case 'boolean':
    case 'null':
    case 'asOf':
    case 'aggregate':
    case 'window':
      return [];
    case 'binary':
      return [expr.left, expr.right];
    case 'and':
    case 'or':
    case 'coalesce':
      return expr.operands;
    case 'not':
    case 'isNull':
      return [expr.operand];
    case 'in':
      return [expr.value, ...expr.items];
    case 'nullIf':
      return [expr.value, expr.other];
    case 'case':
      return [
        ...expr.branches.flatMap(({ when, value }) => [when, value]),
        ...(expr.otherwise === null ? [] : [expr.otherwise]),
      ];
    case 'cast':
    case 'like':
      return [expr.value];
    case 'call':
      return expr.args;
    case 'listHolds':
      return [expr.list, expr.value];
    default:
      return neverExpr(expr);
  }
}

const depths = new WeakMap<SqlExpr, number>();

/** How deep an expression is nested. Each is looked at once. */
export function depthOf(expr: SqlExpr): number {
  const known = depths.get(expr);
  if (known !== undefined) return known;
  const depth = 1 + Math.max(0, ...partsOf(expr).map(depthOf));
  depths.set(expr, depth);
  return depth;
}

/** Whether it looks at no row. */
export function isConstant(expr: SqlExpr): boolean {
  switch (expr.kind) {
    case 'column':
    case 'asOf':
    case 'aggregate':
    case 'window':
      return false;
    default:
      return partsOf(expr).every(isConstant);
  }
}

function neverExpr(expr: never): never {
  throw new Error(`unknown expression ${JSON.stringify(expr)}`);
}
