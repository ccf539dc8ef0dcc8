import type { Expr, Path, StringTest, Window } from '../syntax/tree.ts';

/** The text of a place as the author wrote it: numbers, strings and names keep their form. */
export type SourceText = (node: {
  readonly span: { readonly start: number; readonly end: number };
}) => string;

const STRING_TESTS: Readonly<Record<StringTest, string>> = {
  contains: 'contains',
  startsWith: 'starts with',
  endsWith: 'ends with',
  matchesGlob: 'matches glob',
};

/** An expression on one line. Parentheses are in the tree, so none are added and none are lost. */
export function expressionText(expr: Expr, source: SourceText): string {
  const text = (part: Expr): string => expressionText(part, source);
  switch (expr.kind) {
    case 'bool':
      return String(expr.value);
    case 'int':
    case 'decimal':
    case 'duration':
    case 'instant':
      return expr.text;
    case 'string':
    case 'unbuilt':
      return source(expr);
    case 'now':
      return 'now';
    case 'ref':
      return pathText(expr.path, source);
    case 'call':
      return `${pathText(expr.callee, source)}(${expr.args.map(text).join(', ')})`;
    case 'list':
      return `[${expr.items.map(text).join(', ')}]`;
    case 'paren':
      return `(${text(expr.inner)})`;
    case 'negate':
      return `-${text(expr.operand)}`;
    case 'arithmetic':
      return `${text(expr.left)} ${expr.operator} ${text(expr.right)}`;
    case 'coalesce':
      return `${text(expr.left)} ?? ${text(expr.right)}`;
    case 'compare':
      return `${text(expr.left)} ${expr.operator} ${text(expr.right)}`;
    case 'in':
      return `${text(expr.value)} ${expr.negated ? 'not in' : 'in'} ${text(expr.list)}`;
    case 'between':
      return `${text(expr.value)} between ${text(expr.low)} and ${text(expr.high)}`;
    case 'presence':
      return `${text(expr.value)} is ${expr.present ? 'present' : 'missing'}`;
    case 'stringTest':
      return `${text(expr.value)} ${STRING_TESTS[expr.test]} ${text(expr.pattern)}`;
    case 'not':
      return `not ${text(expr.operand)}`;
    case 'logic':
      return chainOf(expr).map(text).join(` ${expr.operator} `);
    case 'aggregate': {
      const where = expr.where === undefined ? '' : ` where ${text(expr.where)}`;
      const window = expr.window === undefined ? '' : ` ${windowText(expr.window, source)}`;
      return `${expr.fn}(${pathText(expr.target, source)}${where})${window}`;
    }
    case 'did': {
      const where = expr.where === undefined ? '' : ` where ${text(expr.where)}`;
      const within = expr.within === undefined ? '' : ` within ${text(expr.within)}`;
      return `did ${expr.negated ? 'not ' : ''}${pathText(expr.event, source)}${where}${within}`;
    }
    default:
      return neverExpr(expr);
  }
}

/** The operands of `a and b and c`, without recursion along the chain. */
export function chainOf(expr: Extract<Expr, { kind: 'logic' }>): readonly Expr[] {
  const operands: Expr[] = [];
  let rest: Expr = expr;
  while (rest.kind === 'logic' && rest.operator === expr.operator) {
    operands.push(rest.right);
    rest = rest.left;
  }
  operands.push(rest);
  return operands.reverse();
}

function windowText(window: Window, source: SourceText): string {
  switch (window.kind) {
    case 'over':
      return `over ${expressionText(window.duration, source)}`;
    case 'ever':
      return 'ever';
    case 'unbuilt':
      return source(window);
  }
}

export function pathText(path: Path, source: SourceText): string {
  return path.parts.map(source).join('.');
}

function neverExpr(expr: never): never {
  throw new Error(`unknown expression ${JSON.stringify(expr)}`);
}
