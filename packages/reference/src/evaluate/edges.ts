import type { Expr, ParamSymbol } from '@nudge/dsl';
import { numberOf } from '../values/datum.ts';
import { childrenOf } from './children.ts';
import { bind, evaluate } from './expression.ts';
import { NO_PARAMS, type Sight } from './sight.ts';

/** How far a parameter lags behind `now`; a parameter that is free of `now` is not in it. */
type Lags = ReadonlyMap<ParamSymbol, bigint | null>;

const NO_LAGS: Lags = new Map();

/**
 * The instants behind `sight.now` at which a comparison with `now` turns, if all else stays as it is. `now - x` and y
 * are equal at x + y, so the instants are that one and the next.
 */
export function edgesOf(condition: Expr, sight: Sight): number[] {
  const edges = new Set<number>();
  collect(condition, sight, NO_LAGS, edges);
  return [...edges].filter((edge) => edge > sight.now);
}

function collect(expr: Expr, sight: Sight, lags: Lags, edges: Set<number>): void {
  if (expr.kind === 'compare') collectPair(expr.left, expr.right, sight, lags, edges);
  if (expr.kind === 'between') {
    collectPair(expr.value, expr.low, sight, lags, edges);
    collectPair(expr.value, expr.high, sight, lags, edges);
  }
  if (expr.kind === 'call') {
    const inner = enter(expr, sight, lags);
    if (inner !== undefined) collect(inner.body, inner.sight, inner.lags, edges);
  }
  if (expr.kind === 'ref') {
    const ref = sight.program.refs.get(expr.path);
    if (ref?.kind === 'metric')
      collect(ref.symbol.decl.value, { ...sight, params: NO_PARAMS }, NO_LAGS, edges);
  }
  for (const child of childrenOf(expr)) collect(child, sight, lags, edges);
}

function collectPair(a: Expr, b: Expr, sight: Sight, lags: Lags, edges: Set<number>): void {
  for (const [side, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const lag = lagOf(side, sight, lags);
    if (lag === undefined || lag === null) continue;
    const value = evaluate(other, sight);
    if (value === null) continue;
    const edge = Number(lag + numberOf(value).value);
    edges.add(edge);
    edges.add(edge + 1);
  }
}

/** The x of `now - x`, 0 for `now` itself; `null` if it is missing, `undefined` for what is free of `now`. */
function lagOf(expr: Expr, sight: Sight, lags: Lags): bigint | null | undefined {
  switch (expr.kind) {
    case 'now':
      return 0n;
    case 'paren':
      return lagOf(expr.inner, sight, lags);
    case 'arithmetic': {
      const lag = lagOf(expr.left, sight, lags);
      if (lag === undefined || lag === null) return lag;
      const behind = evaluate(expr.right, sight);
      return behind === null ? null : lag + numberOf(behind).value;
    }
    case 'ref': {
      const ref = sight.program.refs.get(expr.path);
      return ref?.kind === 'param' ? lags.get(ref.symbol) : undefined;
    }
    case 'call': {
      const inner = enter(expr, sight, lags);
      return inner === undefined ? undefined : lagOf(inner.body, inner.sight, inner.lags);
    }
    default:
      // The language has no other form for `now` outside of comparisons (N3012).
      return undefined;
  }
}

/** The body of a declared function, and what it sees when it is called so. */
function enter(
  expr: Extract<Expr, { kind: 'call' }>,
  sight: Sight,
  lags: Lags,
): { readonly body: Expr; readonly sight: Sight; readonly lags: Lags } | undefined {
  const ref = sight.program.refs.get(expr.callee);
  if (ref?.kind !== 'fn') return undefined;
  const { symbol } = ref;
  const args = expr.args.map((arg) => evaluate(arg, sight));
  const inner = new Map<ParamSymbol, bigint | null>();
  symbol.params.forEach((param, i) => {
    const arg = expr.args[i];
    const lag = arg && lagOf(arg, sight, lags);
    if (lag !== undefined) inner.set(param, lag);
  });
  return { body: symbol.decl.body, sight: { ...sight, params: bind(symbol, args) }, lags: inner };
}
