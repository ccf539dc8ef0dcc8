import type { Expr } from '@nudge/dsl';
import { childrenOf, withoutParens } from './children.ts';
import { kindOf, refOf, type Spot, type Walk } from './looked-at.ts';
import { ofAggregate } from './of-aggregates.ts';
import { ofNow } from './of-now.ts';
import { ofReference } from './of-references.ts';

const CONDITIONS: readonly string[] = [
  'compare',
  'in',
  'between',
  'presence',
  'stringTest',
  'not',
  'logic',
  'did',
];
const TEST_WORDS = {
  contains: 'contains',
  startsWith: 'starts with',
  endsWith: 'ends with',
  matchesGlob: 'matches glob',
} as const;

/** Notes what an expression and all in it holds. */
export function ofExpression(walk: Walk, outer: Expr, spot: Spot): void {
  const expr = withoutParens(outer);
  const { found } = walk;
  if (spot.isCondition) ofCondition(walk, expr);
  else if (CONDITIONS.includes(expr.kind)) found.add('condition as a value');
  ofNow(walk, expr, spot);
  if (expr.kind === 'aggregate' || expr.kind === 'did') ofAggregate(walk, expr);
  else ofKind(walk, expr, spot);
  const inside: Spot = {
    ...spot,
    isCondition: ['not', 'logic', 'aggregate', 'did'].includes(expr.kind),
    inWhere: spot.inWhere || expr.kind === 'aggregate' || expr.kind === 'did',
  };
  for (const child of childrenOf(expr)) ofExpression(walk, child, inside);
}

function ofCondition(walk: Walk, expr: Expr): void {
  const isSegment = refOf(walk, expr)?.kind === 'segment';
  if (!isSegment && ['ref', 'aggregate', 'coalesce', 'call'].includes(expr.kind))
    walk.found.add('bool as a condition');
}

function ofKind(walk: Walk, expr: Exclude<Expr, { kind: 'aggregate' | 'did' }>, spot: Spot): void {
  const { found } = walk;
  switch (expr.kind) {
    case 'bool':
    case 'duration':
    case 'list':
    case 'paren':
    case 'now':
    case 'unbuilt':
      return;
    case 'int':
      if (expr.value >= 2n ** 52n) found.add('end of a range');
      return;
    case 'decimal':
      if (expr.scaled >= 4_999_999_999_999_999n || expr.scaled === 1n) found.add('end of a range');
      return;
    case 'instant':
      if (expr.ms <= 1 || expr.ms >= Date.UTC(9999, 11, 31, 23, 59)) found.add('end of a range');
      return;
    case 'string':
      if (!/^[A-Za-z0-9 /_-]+$/.test(expr.value)) found.add('odd text');
      return;
    case 'ref':
      ofReference(walk, expr, spot);
      return;
    case 'call':
      ofCall(walk, expr);
      return;
    case 'negate':
      found.add(kindOf(walk, expr) === 'duration' ? 'duration arithmetic' : 'negation');
      return;
    case 'arithmetic':
      ofArithmetic(walk, expr);
      return;
    case 'coalesce':
      found.add('??');
      return;
    case 'compare':
      found.add(expr.operator);
      besides(walk, expr.left, expr.right);
      ofTexts(walk, expr.left, expr.right);
      return;
    case 'in':
      found.add(expr.negated ? 'not in' : 'in');
      if (
        ['userField', 'rowField', 'triggerField', 'metric'].includes(
          refOf(walk, withoutParens(expr.list))?.kind ?? '',
        )
      )
        found.add('in a list of its own');
      return;
    case 'between':
      found.add('between');
      return;
    case 'presence':
      found.add(expr.present ? 'is present' : 'is missing');
      return;
    case 'stringTest':
      found.add(TEST_WORDS[expr.test]);
      ofTexts(walk, expr.value, expr.pattern);
      return;
    case 'not':
      found.add('not');
      if (refOf(walk, withoutParens(expr.operand))?.kind === 'segment') found.add('negated segment');
      return;
    case 'logic':
      found.add(expr.operator);
      return;
    default:
      expr satisfies never;
  }
}

function ofArithmetic(walk: Walk, expr: Extract<Expr, { kind: 'arithmetic' }>): void {
  const left = kindOf(walk, expr.left);
  const right = kindOf(walk, expr.right);
  const fromNow = withoutParens(expr.left).kind === 'now' && expr.operator === '-';
  if (left === 'duration') walk.found.add('duration arithmetic');
  else if (left !== 'timestamp') walk.found.add(expr.operator);
  else if (!fromNow) walk.found.add(`timestamp ${expr.operator} ${right}`);
  besides(walk, expr.left, expr.right);
}

function besides(walk: Walk, left: Expr, right: Expr): void {
  const kinds = [kindOf(walk, left), kindOf(walk, right)];
  if (kinds.includes('int') && kinds.includes('decimal')) walk.found.add('int beside decimal');
}

function ofTexts(walk: Walk, left: Expr, right: Expr): void {
  const types = [left, right].map((side) => walk.program.types.get(side));
  const [a, b] = types;
  if (a?.kind === 'timezone' || b?.kind === 'timezone') walk.found.add('zone compared');
  if (a?.kind === 'enum' && b?.kind === 'enum' && a.members.join() !== b.members.join())
    walk.found.add('two enums');
}

function ofCall(walk: Walk, expr: Extract<Expr, { kind: 'call' }>): void {
  const { found, program } = walk;
  const ref = program.refs.get(expr.callee);
  if (ref?.kind === 'builtin') {
    found.add(ref.name);
    const [, second] = expr.args;
    if (
      second !== undefined &&
      kindOf(walk, second) === 'timezone' &&
      refOf(walk, withoutParens(second)) !== undefined
    )
      found.add('zone of the user');
  }
  if (ref?.kind === 'fn') {
    found.add(containsNow(ref.symbol.decl.body) ? 'fn of now' : 'fn');
    if (ref.symbol.params.some(({ type }) => type.optional)) found.add('optional parameter');
  }
}

function containsNow(expr: Expr): boolean {
  return expr.kind === 'now' || childrenOf(expr).some(containsNow);
}
