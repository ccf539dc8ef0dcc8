import { lex } from '../parse/lexer.ts';
import type { Span } from '../syntax/span.ts';
import type { Expr, FieldInit, Path, StringTest, Window } from '../syntax/tree.ts';
import { type Doc, group, indented, line, softline } from './doc.ts';
import type { Sentence } from './sentence.ts';

const stringTests: Readonly<Record<StringTest, string>> = {
  contains: 'contains',
  startsWith: 'starts with',
  endsWith: 'ends with',
  matchesGlob: 'matches glob',
};

/** An expression. Parentheses are in the tree, so none are added and none are lost. */
export function expressionDoc(s: Sentence, expr: Expr): Doc {
  const doc = (part: Expr): Doc => expressionDoc(s, part);
  switch (expr.kind) {
    case 'bool':
    case 'int':
    case 'decimal':
    case 'duration':
    case 'instant':
    case 'string':
    case 'now':
      return s.source(expr);
    case 'unbuilt':
      return unbuiltText(s, expr);
    case 'ref':
      return pathText(s, expr.path);
    case 'call':
      return [pathText(s, expr.callee), list(s, ['(', ')'], expr.args, expr.callee.span.end, expr.span.end)];
    case 'list':
      return list(s, ['[', ']'], expr.items, expr.span.start, expr.span.end);
    case 'paren': {
      // A chain in parentheses stands in their own block: its words need no further indentation.
      const chain = chainOf(s, expr.inner) ?? [doc(expr.inner)];
      const { behind, own } = s.gap(expr.span.start, expr.inner.span.start);
      return group(['(', behind, indented([softline, own, chain]), softline, ')']);
    }
    case 'negate':
      return ['-', doc(expr.operand)];
    case 'not':
      return ['not ', doc(expr.operand)];
    case 'arithmetic':
    case 'coalesce':
    case 'logic': {
      const [first = '', ...rest] = chainOf(s, expr) ?? [];
      return group([first, indented(rest)]);
    }
    case 'compare':
      return [doc(expr.left), ` ${expr.operator} `, doc(expr.right)];
    case 'in':
      return [doc(expr.value), expr.negated ? ' not in ' : ' in ', doc(expr.list)];
    case 'between':
      return [doc(expr.value), ' between ', doc(expr.low), ' and ', doc(expr.high)];
    case 'presence':
      return [doc(expr.value), expr.present ? ' is present' : ' is missing'];
    case 'stringTest':
      return [doc(expr.value), ` ${stringTests[expr.test]} `, doc(expr.pattern)];
    case 'aggregate': {
      const where = whereDoc(s, expr.target, expr.where);
      const inside = group(['(', indented([softline, pathText(s, expr.target), where]), softline, ')']);
      return [expr.fn, inside, expr.window === undefined ? '' : [' ', windowDoc(s, expr.window)]];
    }
    case 'did': {
      const head = `did ${expr.negated ? 'not ' : ''}${pathText(s, expr.event)}`;
      const where = whereDoc(s, expr.event, expr.where);
      const before = expr.where ?? expr.event;
      const within = expr.within === undefined ? '' : partDoc(s, before, 'within', expr.within);
      return group([head, indented([where, within])]);
    }
  }
}

/** The operators that bind alike and so make one chain. */
const level: Readonly<Record<string, number>> = { '*': 2, '/': 2, div: 2, mod: 2, '+': 1, '-': 1 };

type Chained = Extract<Expr, { kind: 'arithmetic' | 'coalesce' | 'logic' }>;

const isChained = (expr: Expr): expr is Chained =>
  expr.kind === 'arithmetic' || expr.kind === 'coalesce' || expr.kind === 'logic';

const operatorOf = (expr: Chained): string => (expr.kind === 'coalesce' ? '??' : expr.operator);

/** `a and b and c` as its parts, without recursion along the chain; undefined for what is no chain. */
function chainOf(s: Sentence, expr: Expr): Doc[] | undefined {
  if (!isChained(expr)) return undefined;
  const kind = level[operatorOf(expr)] ?? operatorOf(expr);
  const parts: { node: Expr; lead: string }[] = [];
  let rest: Expr = expr;
  while (isChained(rest) && (level[operatorOf(rest)] ?? operatorOf(rest)) === kind) {
    parts.push({ node: rest.right, lead: operatorOf(rest) });
    rest = rest.left;
  }
  parts.push({ node: rest, lead: '' });
  return s.chain(parts.reverse().map(({ node, lead }) => ({ node, lead, doc: expressionDoc(s, node) })));
}

function list(
  s: Sentence,
  brackets: readonly [string, string],
  items: readonly Expr[],
  from: number,
  to: number,
): Doc {
  const parts = items.map((node) => ({ node, doc: expressionDoc(s, node) }));
  return s.bracketed(brackets, parts, from, to);
}

/** ` where condition` behind the name of an event, on a line of its own where the whole does not fit. */
export function whereDoc(s: Sentence, before: Spanned, where: Expr | undefined): Doc {
  return where === undefined ? '' : partDoc(s, before, 'where', where);
}

/** ` word expression`, where a line may end before the word. */
export function partDoc(s: Sentence, before: Spanned, word: string, expr: Expr): Doc {
  const { behind, own } = s.gap(before.span.end, expr.span.start);
  return [behind, line, own, word, ' ', expressionDoc(s, expr)];
}

type Spanned = { readonly span: Span };

function windowDoc(s: Sentence, window: Window): Doc {
  switch (window.kind) {
    case 'over':
      return ['over ', expressionDoc(s, window.duration)];
    case 'ever':
      return 'ever';
    case 'unbuilt':
      return unbuiltText(s, window);
  }
}

/** `{ name: value, … }` between two places. */
export function initsDoc(s: Sentence, inits: readonly FieldInit[], from: number, to: number): Doc {
  const items = inits.map((node) => ({
    node,
    doc: [s.source(node.name), ': ', expressionDoc(s, node.value)],
  }));
  return s.bracketed(['{', '}'], items, from, to);
}

export function pathText(s: Sentence, path: Path): string {
  return path.parts.map((part) => s.source(part)).join('.');
}

/** What is not built is not understood either: its words stay, in one line, and comments in it are left to others. */
export function unbuiltText(s: Sentence, node: Spanned): string {
  const text = s.source(node);
  let result = '';
  let end = 0;
  for (const token of lex({ path: '', text }).tokens) {
    const apart = result !== '' && token.startOffset > end;
    result += (apart ? ' ' : '') + token.image;
    end = token.startOffset + token.image.length;
  }
  return result;
}
