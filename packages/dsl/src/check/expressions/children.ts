import type { Expr } from '../../syntax/tree.ts';

/** The expressions directly inside one, in the order written. Durations of windows are among them. */
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
      return [
        ...(expr.where === undefined ? [] : [expr.where]),
        ...(expr.window?.kind === 'over' ? [expr.window.duration] : []),
      ];
    case 'did':
      return [
        ...(expr.where === undefined ? [] : [expr.where]),
        ...(expr.within === undefined ? [] : [expr.within]),
      ];
    default: {
      const never: never = expr;
      return never;
    }
  }
}

/** Every expression in it, itself first, without recursion. `enter` may keep out of one's inside. */
export function* everyExpr(root: Expr, enter: (expr: Expr) => boolean = () => true): Generator<Expr> {
  const stack: Expr[] = [root];
  for (let expr = stack.pop(); expr !== undefined; expr = stack.pop()) {
    yield expr;
    if (!enter(expr)) continue;
    const children = childrenOf(expr);
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i];
      if (child !== undefined) stack.push(child);
    }
  }
}

export function withoutParens(expr: Expr): Expr {
  let inner = expr;
  while (inner.kind === 'paren') inner = inner.inner;
  return inner;
}
