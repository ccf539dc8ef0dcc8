import type { AggregateExpr, DidExpr, Expr } from '../../syntax/tree.ts';
import type { ParamSymbol, Ref, Type } from '../program.ts';
import type { Tables } from '../tables.ts';
import {
  align,
  computeArithmetic,
  computeBuiltin,
  computeComparison,
  computeNegation,
  computeStringTest,
} from './compute.ts';
import { clamp, widen } from './numbers.ts';
import { isFalse, isTrue, type Known, type Outcome, truth, UNKNOWN_OUTCOME } from './outcome.ts';

/** What the leaves of an expression are known to be. Constants, members and parameters are known by themselves. */
export interface Leaves {
  ref(ref: Ref): Outcome;
  aggregate(expr: AggregateExpr | DidExpr): Outcome;
}

/** Nothing of a user or an event is known: what remains is constant. */
const constantLeaves: Leaves = {
  ref: () => UNKNOWN_OUTCOME,
  aggregate: () => UNKNOWN_OUTCOME,
};

/** Functions that call each other may take exponentially many steps; beyond this a value counts as unknown. */
const STEPS_MAX = 20_000;

/** The value of a typed expression, as far as it is known before anything runs. */
export function evaluate(expr: Expr, tables: Tables, leaves: Leaves = constantLeaves): Outcome {
  return new Evaluation(tables, leaves).evaluate(expr, NO_FRAME);
}

type Frame = ReadonlyMap<ParamSymbol, Outcome>;

const NO_FRAME: Frame = new Map();

class Evaluation {
  readonly #tables: Tables;
  readonly #leaves: Leaves;
  #stepsLeft = STEPS_MAX;

  constructor(tables: Tables, leaves: Leaves) {
    this.#tables = tables;
    this.#leaves = leaves;
  }

  evaluate(expr: Expr, frame: Frame): Outcome {
    if (this.#stepsLeft-- <= 0) return UNKNOWN_OUTCOME;
    switch (expr.kind) {
      case 'bool':
        return truth(expr.value);
      case 'int':
        return { known: true, kind: 'int', value: clamp('int', expr.value) };
      case 'decimal':
        return { known: true, kind: 'decimal', value: clamp('decimal', expr.scaled) };
      case 'string':
        return { known: true, kind: 'string', value: expr.value.normalize('NFC') };
      case 'duration':
        return { known: true, kind: 'duration', value: expr.ms };
      case 'instant':
        return { known: true, kind: 'timestamp', value: expr.ms };
      case 'now':
      case 'unbuilt':
        return UNKNOWN_OUTCOME;
      case 'ref':
        return this.#reference(this.#tables.refs.get(expr.path), frame);
      case 'paren':
        return this.evaluate(expr.inner, frame);
      case 'list':
        return this.#list(expr, frame);
      case 'call':
        return this.#call(expr, frame);
      case 'negate': {
        const operand = this.evaluate(expr.operand, frame);
        return operand.known ? computeNegation(operand) : operand;
      }
      case 'arithmetic':
        return this.#both(expr.left, expr.right, frame, (a, b) => computeArithmetic(expr.operator, a, b));
      case 'compare':
        return this.#both(expr.left, expr.right, frame, (a, b) => computeComparison(expr.operator, a, b));
      case 'stringTest':
        return this.#both(expr.value, expr.pattern, frame, (a, b) => computeStringTest(expr.test, a, b));
      case 'coalesce': {
        const left = this.evaluate(expr.left, frame);
        if (!left.known) return left;
        const taken = left.value === undefined ? this.evaluate(expr.right, frame) : left;
        // `1 ?? 0.5` is a decimal whichever side it takes.
        return taken.known && this.#tables.types.get(expr)?.kind === 'decimal' ? asDecimal(taken) : taken;
      }
      case 'in':
        return this.#both(expr.value, expr.list, frame, (value, list) => {
          if (value.value === undefined || !Array.isArray(list.value)) return truth(false);
          const of = this.#elementKind(expr.list);
          const found = list.value.some((each) => {
            const [a, b] = align(value, { known: true, kind: of, value: each });
            return a === b;
          });
          return truth(found !== expr.negated);
        });
      case 'between': {
        const value = this.evaluate(expr.value, frame);
        const low = this.evaluate(expr.low, frame);
        const high = this.evaluate(expr.high, frame);
        if (!value.known || !low.known || !high.known) return UNKNOWN_OUTCOME;
        return truth(
          isTrue(computeComparison('>=', value, low)) && isTrue(computeComparison('<=', value, high)),
        );
      }
      case 'presence': {
        const value = this.evaluate(expr.value, frame);
        return value.known ? truth((value.value !== undefined) === expr.present) : value;
      }
      case 'not': {
        const operand = this.evaluate(expr.operand, frame);
        return operand.known ? truth(operand.value !== true) : operand;
      }
      case 'logic':
        return this.#logic(expr, frame);
      case 'aggregate':
      case 'did':
        return this.#leaves.aggregate(expr);
      default: {
        const never: never = expr;
        return never;
      }
    }
  }

  #both(left: Expr, right: Expr, frame: Frame, compute: (a: Known, b: Known) => Outcome): Outcome {
    const a = this.evaluate(left, frame);
    if (!a.known) return UNKNOWN_OUTCOME;
    const b = this.evaluate(right, frame);
    return b.known ? compute(a, b) : UNKNOWN_OUTCOME;
  }

  /** One side may decide alone; chains lean to the left, so they are walked down and not recursed into. */
  #logic(expr: Extract<Expr, { kind: 'logic' }>, frame: Frame): Outcome {
    const decides = expr.operator === 'and' ? isFalse : isTrue;
    const operands: Expr[] = [];
    let rest: Expr = expr;
    while (rest.kind === 'logic' && rest.operator === expr.operator) {
      operands.push(rest.right);
      rest = rest.left;
    }
    operands.push(rest);
    let allKnown = true;
    for (const operand of operands.reverse()) {
      const outcome = this.evaluate(operand, frame);
      if (decides(outcome)) return truth(expr.operator === 'or');
      allKnown &&= outcome.known;
    }
    return allKnown ? truth(expr.operator === 'and') : UNKNOWN_OUTCOME;
  }

  #list(expr: Extract<Expr, { kind: 'list' }>, frame: Frame): Outcome {
    const of = this.#elementKind(expr);
    const values = [];
    for (const item of expr.items) {
      const outcome = this.evaluate(item, frame);
      if (!outcome.known || outcome.value === undefined) return UNKNOWN_OUTCOME;
      values.push(of === 'decimal' ? (asDecimal(outcome).value ?? outcome.value) : outcome.value);
    }
    return { known: true, kind: 'list', value: values };
  }

  #elementKind(list: Expr): Type['kind'] {
    const type = this.#tables.types.get(list);
    return type?.kind === 'list' ? type.of.kind : 'unknown';
  }

  #reference(ref: Ref | undefined, frame: Frame): Outcome {
    if (ref === undefined) return UNKNOWN_OUTCOME;
    if (ref.kind === 'param') return frame.get(ref.symbol) ?? UNKNOWN_OUTCOME;
    if (ref.kind === 'enumMember') return { known: true, kind: 'enum', value: ref.text };
    if (ref.kind === 'const') {
      const { type, value } = ref.symbol;
      return type.kind === 'unknown' ? UNKNOWN_OUTCOME : { known: true, kind: type.kind, value };
    }
    return this.#leaves.ref(ref);
  }

  #call(expr: Extract<Expr, { kind: 'call' }>, frame: Frame): Outcome {
    const ref = this.#tables.refs.get(expr.callee);
    const args = expr.args.map((arg) => this.evaluate(arg, frame));
    if (ref?.kind === 'builtin') {
      const known = args.filter((arg) => arg.known);
      return known.length < args.length ? UNKNOWN_OUTCOME : computeBuiltin(ref.name, known);
    }
    if (ref?.kind !== 'fn') return UNKNOWN_OUTCOME;
    const inner = new Map<ParamSymbol, Outcome>();
    ref.symbol.params.forEach((param, i) => {
      const arg = args[i] ?? UNKNOWN_OUTCOME;
      inner.set(param, arg.known && param.type.kind === 'decimal' ? asDecimal(arg) : arg);
    });
    const result = this.evaluate(ref.symbol.decl.body, inner);
    return result.known && ref.symbol.result.kind === 'decimal' ? asDecimal(result) : result;
  }
}

/** An int where a decimal is expected. */
export function asDecimal(outcome: Known): Known {
  return outcome.kind === 'int' && typeof outcome.value === 'number'
    ? { known: true, kind: 'decimal', value: widen(outcome.value) }
    : outcome;
}
