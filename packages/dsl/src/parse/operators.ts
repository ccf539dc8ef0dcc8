import type { Span } from '../syntax/span.ts';
import type { ArithmeticOperator, ComparisonOperator, Expr, StringTest } from '../syntax/tree.ts';

/*
 * Trees of expressions, built bottom-up. Every stage behind the parser walks them by recursion, so their depth is
 * bounded here, where it arises.
 */

/** The depth of an expression's tree that later stages must be able to walk; also the longest chain of operators. */
const exprDepthMax = 1_000;

/**
 * How deep parentheses, lists, `not`, `where` and types may nest in each other. Each level costs the parser's stack, the
 * most on Node 22, where 190 nested calls were too many for a worker thread.
 */
export const nestingMax = 100;

/** Thrown through the parser, which has no other way out of its own recursion; `parse-chunk.ts` catches it. */
export class TooDeep extends Error {
  readonly span: Span;
  /** `message` is what the author is told. */
  constructor(message: string, span: Span) {
    super(message);
    this.span = span;
  }
}

/** Depths of the nodes of one declaration; a leaf is 1 and is not kept. */
export class Depths {
  readonly #known = new Map<object, number>();

  /** Notes the depth of a new node over its parts and returns it. */
  note<T extends Expr>(node: T, ...parts: readonly (Expr | undefined)[]): T {
    return this.noteAll(node, parts);
  }

  /** The same for any number of parts: a list may have more items than a call may have arguments. */
  noteAll<T extends Expr>(node: T, parts: readonly (Expr | undefined)[]): T {
    let depth = 1;
    for (const part of parts) {
      if (part !== undefined) depth = Math.max(depth, (this.#known.get(part) ?? 1) + 1);
    }
    if (depth > exprDepthMax)
      throw new TooDeep(
        `more than ${exprDepthMax} operators hang on each other here`,
        (parts.at(-1) ?? node).span,
      );
    if (depth > 1) this.#known.set(node, depth);
    return node;
  }

  clear(): void {
    this.#known.clear();
  }
}

const across = (left: { readonly span: Span }, right: { readonly span: Span }): Span => ({
  file: left.span.file,
  start: left.span.start,
  end: right.span.end,
});

export type BinaryOperator = ArithmeticOperator | '??' | 'and' | 'or';

export interface OperatorUse {
  readonly operator: BinaryOperator;
}

/** How tightly an operator binds: the higher, the tighter. */
const binding: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  '??': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  div: 5,
  mod: 5,
};

/**
 * `a op b op c …` as a tree, all operators binding to the left (Dijkstra's shunting yard, so that a long chain costs
 * no stack). There is one operand more than operators.
 */
export function buildChain(
  operands: readonly Expr[],
  operators: readonly OperatorUse[],
  depths: Depths,
): Expr {
  const only = operands[0];
  if (only !== undefined && operators.length === 0) return only;
  const values: Expr[] = [];
  const waiting: OperatorUse[] = [];
  const apply = (): void => {
    const use = waiting.pop();
    const right = values.pop();
    const left = values.pop();
    if (use === undefined || left === undefined || right === undefined)
      throw new Error('an operator without operands');
    values.push(depths.note(binary(use.operator, left, right), left, right));
  };
  operands.forEach((operand, i) => {
    values.push(operand);
    const next = operators[i];
    for (let top = waiting.at(-1); top !== undefined; top = waiting.at(-1)) {
      if (next !== undefined && binding[top.operator] < binding[next.operator]) break;
      apply();
    }
    if (next !== undefined) waiting.push(next);
  });
  const result = values[0];
  if (result === undefined) throw new Error('a chain without operands');
  return result;
}

function binary(operator: BinaryOperator, left: Expr, right: Expr): Expr {
  const span = across(left, right);
  switch (operator) {
    case 'and':
    case 'or':
      return { kind: 'logic', operator, left, right, span };
    case '??':
      return { kind: 'coalesce', left, right, span };
    default:
      return { kind: 'arithmetic', operator, left, right, span };
  }
}

/** What stands behind the first value of a comparison. */
export type ComparisonTail =
  | { readonly kind: 'compare'; readonly operator: ComparisonOperator; readonly right: Expr }
  | { readonly kind: 'in'; readonly negated: boolean; readonly right: Expr }
  | { readonly kind: 'between'; readonly low: Expr; readonly high: Expr }
  | { readonly kind: 'presence'; readonly present: boolean; readonly end: Span }
  | { readonly kind: 'stringTest'; readonly test: StringTest; readonly right: Expr };

export function buildComparison(value: Expr, tail: ComparisonTail, depths: Depths): Expr {
  switch (tail.kind) {
    case 'compare': {
      const { operator, right } = tail;
      const span = across(value, right);
      return depths.note({ kind: 'compare', operator, left: value, right, span }, value, right);
    }
    case 'in': {
      const { negated, right } = tail;
      const span = across(value, right);
      return depths.note({ kind: 'in', value, list: right, negated, span }, value, right);
    }
    case 'between': {
      const { low, high } = tail;
      const span = across(value, high);
      return depths.note({ kind: 'between', value, low, high, span }, value, low, high);
    }
    case 'presence': {
      const span = across(value, { span: tail.end });
      return depths.note({ kind: 'presence', value, present: tail.present, span }, value);
    }
    case 'stringTest': {
      const { test, right } = tail;
      const span = across(value, right);
      return depths.note({ kind: 'stringTest', test, value, pattern: right, span }, value, right);
    }
  }
}
