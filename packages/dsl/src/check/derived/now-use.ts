import type { Related } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../syntax/span.ts';
import type { Expr } from '../../syntax/tree.ts';
import { childrenOf } from '../expressions/children.ts';
import type { NamedDecl } from '../names/entry.ts';
import type { FnSymbol, ParamSymbol } from '../program.ts';
import type { Reporter } from '../reporter.ts';
import type { Tables } from '../tables.ts';

/**
 * How a value depends on `now`. A condition that compares `now`, or `now - x`, with something free of `now` changes
 * at one instant that can be computed ahead, so it counts as free itself. Everything else is refused.
 */
type Shape = 'free' | 'now' | 'elapsed' | 'refused';

interface Judgement {
  readonly shape: Shape;
  /** Of a refused value: the place that is to blame. */
  readonly span?: Span | undefined;
  readonly related?: readonly Related[] | undefined;
}

const FREE: Judgement = { shape: 'free' };
type Frame = ReadonlyMap<ParamSymbol, Shape>;

/** Finds uses of `now` in segments and metrics whose end cannot be computed. */
export class NowUse {
  readonly #tables: Tables;
  readonly #unreadable: ReadonlySet<NamedDecl>;
  readonly #calls = new Map<FnSymbol, Map<string, Judgement>>();

  constructor(tables: Tables, unreadable: ReadonlySet<NamedDecl>) {
    this.#tables = tables;
    this.#unreadable = unreadable;
  }

  check(body: Expr, what: 'segment' | 'metric', reporter: Reporter): void {
    const { shape, span, related } = this.#judge(body, new Map());
    if (shape === 'free' || reporter.hasErrorWithin(span ?? body.span)) return;
    reporter.report(
      'N3012',
      span ?? body.span,
      `in a ${what} the moment at which this changes cannot be computed`,
      {
        help: 'compare `now`, or `now - x`, with something that does not depend on it: `now - user.birthday > 30d`; local times such as `hour(now, …)` belong in the `when` of a nudge',
        related,
      },
    );
  }

  #judge(expr: Expr, frame: Frame): Judgement {
    switch (expr.kind) {
      case 'now':
        return { shape: 'now', span: expr.span };
      case 'paren':
        return this.#judge(expr.inner, frame);
      case 'ref': {
        const ref = this.#tables.refs.get(expr.path);
        const shape = ref?.kind === 'param' ? frame.get(ref.symbol) : undefined;
        return shape === undefined ? FREE : { shape, span: expr.span };
      }
      case 'call':
        return this.#call(expr, frame);
      case 'arithmetic': {
        if (expr.operator !== '-') return this.#allFree(expr, frame);
        const left = this.#judge(expr.left, frame);
        const right = this.#judge(expr.right, frame);
        if (left.shape === 'now' && right.shape === 'free') return { shape: 'elapsed', span: expr.span };
        return refuseUnlessFree(expr, [left, right]);
      }
      case 'compare':
        return this.#comparison(expr, [[expr.left, expr.right]], frame);
      case 'between':
        return this.#comparison(
          expr,
          [
            [expr.value, expr.low],
            [expr.value, expr.high],
          ],
          frame,
        );
      case 'bool':
      case 'int':
      case 'decimal':
      case 'string':
      case 'duration':
      case 'instant':
      case 'list':
      case 'negate':
      case 'coalesce':
      case 'in':
      case 'presence':
      case 'stringTest':
      case 'not':
      case 'logic':
      case 'aggregate':
      case 'did':
      case 'unbuilt':
        return this.#allFree(expr, frame);
      default: {
        const never: never = expr;
        return never;
      }
    }
  }

  /** Chains of one operator lean to the left and may be long: they are walked down, not recursed into. */
  #allFree(expr: Expr, frame: Frame): Judgement {
    let rest: Expr = expr;
    while (rest.kind === 'logic' || (rest.kind === 'arithmetic' && rest.operator !== '-')) {
      const right = refuseUnlessFree(rest, [this.#judge(rest.right, frame)]);
      if (right.shape !== 'free') return right;
      rest = rest.left;
    }
    if (rest !== expr) return refuseUnlessFree(expr, [this.#judge(rest, frame)]);
    return refuseUnlessFree(
      expr,
      childrenOf(expr).map((child) => this.#judge(child, frame)),
    );
  }

  #comparison(expr: Expr, pairs: readonly (readonly [Expr, Expr])[], frame: Frame): Judgement {
    for (const pair of pairs) {
      const sides = pair.map((side) => this.#judge(side, frame));
      const refused = sides.find(({ shape }) => shape === 'refused');
      if (refused !== undefined) return refused;
      if (sides.every(({ shape }) => shape !== 'free')) return { shape: 'refused', span: expr.span };
    }
    return FREE;
  }

  #call(expr: Extract<Expr, { kind: 'call' }>, frame: Frame): Judgement {
    const ref = this.#tables.refs.get(expr.callee);
    const args = expr.args.map((arg) => this.#judge(arg, frame));
    const refused = args.find(({ shape }) => shape === 'refused');
    if (refused !== undefined) return refused;
    if (ref?.kind !== 'fn') return refuseUnlessFree(expr, args);
    if (this.#unreadable.has(ref.symbol.decl)) return FREE;
    const result = this.#fn(
      ref.symbol,
      args.map(({ shape }) => shape),
    );
    if (result.shape !== 'refused') return { shape: result.shape, span: expr.span };
    const inside = {
      span: result.span ?? ref.symbol.decl.body.span,
      message: `this part of \`${ref.symbol.name}\``,
    };
    return { shape: 'refused', span: expr.span, related: [inside, ...(result.related ?? [])].slice(0, 4) };
  }

  /** What a function makes of arguments of these shapes; remembered, for functions may call each other many times. */
  #fn(fn: FnSymbol, shapes: readonly Shape[]): Judgement {
    let known = this.#calls.get(fn);
    if (known === undefined) {
      known = new Map();
      this.#calls.set(fn, known);
    }
    const key = shapes.join(' ');
    const before = known.get(key);
    if (before !== undefined) return before;
    const frame = new Map<ParamSymbol, Shape>();
    fn.params.forEach((param, i) => {
      const shape = shapes[i];
      if (shape !== undefined && shape !== 'free') frame.set(param, shape);
    });
    const result = this.#judge(fn.decl.body, frame);
    known.set(key, result);
    return result;
  }
}

/** The whole is to blame where a part depends on `now` in a way that is fine by itself. */
function refuseUnlessFree(whole: Expr, parts: readonly Judgement[]): Judgement {
  const refused = parts.find(({ shape }) => shape === 'refused');
  if (refused !== undefined) return refused;
  const dependent = parts.find(({ shape }) => shape !== 'free');
  if (dependent === undefined) return FREE;
  const isCondition = whole.kind === 'logic' || whole.kind === 'not';
  return { shape: 'refused', span: isCondition ? dependent.span : whole.span };
}
