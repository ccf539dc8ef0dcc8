import type { Expr } from '@nudge/dsl';

/** The expressions directly inside one; windows are looked at by themselves. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'bool':
    case 'int':
    case 'decimal':
    case 'string':
    case 'duration':
    case 'instant':
    case 'now':
    case 'ref':
    case 'unbuilt':
      return [];
    case 'call':
      return expr.args;
    case 'list':
      return expr.items;
    case 'paren':
      return [expr.inner];
    case 'negate':
    case 'not':
      return [expr.operand];
    case 'arithmetic':
    case 'coalesce':
    case 'compare':
    case 'logic':
      return [expr.left, expr.right];
    case 'in':
      return [expr.value, expr.list];
    case 'between':
      return [expr.value, expr.low, expr.high];
    case 'presence':
      return [expr.value];
    case 'stringTest':
      return [expr.value, expr.pattern];
    case 'aggregate':
    case 'did':
      return expr.where === undefined ? [] : [expr.where];
    default: {
      const never: never = expr;
      return never;
    }
  }
}

export function withoutParens(expr: Expr): Expr {
  let inner = expr;
  while (inner.kind === 'paren') inner = inner.inner;
  return inner;
}
