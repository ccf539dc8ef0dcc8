import type { IrExpr } from '../ir.ts';
import { DECIMAL_MAX, DECIMAL_ONE, INSTANT_MAX, INT_MAX } from '../limits.ts';
import { clamp, extreme, narrow, nullIfZero, rounded } from './arithmetic.ts';
import { binary, call, cast, integer } from './build.ts';
import { localTime } from './local-time.ts';
import { atoms, combine } from './operands.ts';
import { depthOf, isConstant } from './shape.ts';
import type { Staged, Staging } from './staging.ts';
import { storageOf } from './tables.ts';

/** Databases and our own printer go down as deep as an expression is; behind this it goes on in another step. */
const DEPTH_MAX = 40;

/** A call, whose arguments are lowered already. */
export function lowerCall(
  expr: Extract<IrExpr, { op: 'call' }>,
  lowered: readonly Staged[],
  staging: Staging,
): Staged {
  const args = withType(expr, lowered).map((arg) => (depthOf(arg.sql) > DEPTH_MAX ? staging.atom(arg) : arg));
  const optional = expr.args.some((arg) => arg.type.optional);
  const max = expr.operator.endsWith('Decimal') ? DECIMAL_MAX : INT_MAX;
  const simple = (make: Parameters<typeof combine>[1]): Staged => combine(args, make);
  const clamped = (value: Staged, low: number, high: number): Staged =>
    clamp(staging, value, low, high, optional);
  switch (expr.operator) {
    case 'addInt':
    case 'addDecimal':
      return clamped(
        simple(([a, b]) => binary(a, '+', b)),
        -max,
        max,
      );
    case 'subInt':
    case 'subDecimal':
      return clamped(
        simple(([a, b]) => binary(a, '-', b)),
        -max,
        max,
      );
    case 'mulInt':
      return narrow(
        clamped(
          simple(([a, b]) => binary(cast(a, 'wide'), '*', b)),
          -max,
          max,
        ),
      );
    case 'negInt':
      return simple(([a]) => binary(integer(0), '-', a));
    case 'absInt':
    case 'absDecimal':
      return simple(([a]) => call('abs', a));
    case 'divInt':
      return narrow(atoms(staging, args, ([a, b]) => call('quotient', a, nullIfZero(b))));
    case 'modInt':
      return atoms(staging, args, ([a, b]) => call('remainder', a, nullIfZero(b)));
    case 'mulDecimal': {
      const product = simple(([a, b]) => binary(cast(a, 'wide'), '*', b));
      return narrow(clamped(rounded(staging, product, { sql: integer(DECIMAL_ONE), stage: 0 }), -max, max));
    }
    case 'divide': {
      const [n, d] = args as [Staged, Staged];
      const scaled = combine([n], ([a]) => binary(cast(a, 'wide'), '*', integer(DECIMAL_ONE)));
      const divisor = combine([d], ([b]) => cast(nullIfZero(b), 'wide'));
      return narrow(clamp(staging, rounded(staging, scaled, divisor), -DECIMAL_MAX, DECIMAL_MAX, true));
    }
    case 'widen':
      return narrow(
        clamped(
          simple(([a]) => binary(cast(a, 'wide'), '*', integer(DECIMAL_ONE))),
          -DECIMAL_MAX,
          DECIMAL_MAX,
        ),
      );
    case 'round':
      return narrow(rounded(staging, args[0] as Staged, { sql: integer(DECIMAL_ONE), stage: 0 }));
    case 'minimum':
    case 'maximum':
      return extreme(expr.operator === 'minimum' ? 'least' : 'greatest', staging, args, optional);
    case 'addTime':
      return clamped(
        simple(([a, b]) => binary(a, '+', b)),
        0,
        INSTANT_MAX,
      );
    case 'subTime':
      return clamped(
        simple(([a, b]) => binary(a, '-', b)),
        0,
        INSTANT_MAX,
      );
    case 'diffTime':
      return simple(([a, b]) => binary(a, '-', b));
    case 'lower':
      return simple(([a]) => call('lowerAscii', a));
    case 'length':
      return simple(([a]) => cast(call('codePoints', a), 'integer'));
    case 'hour':
    case 'weekday':
    case 'date':
      return localTime(expr.operator, args as [Staged, Staged], staging);
    default:
      return neverOperator(expr.operator);
  }
}

/** Numbers alone would be added as they come, in 32 bits: the first of them says that there are 64. */
function withType(expr: Extract<IrExpr, { op: 'call' }>, args: readonly Staged[]): readonly Staged[] {
  const [first, ...rest] = args;
  const isNumber = storageOf(expr.args[0]?.type.kind ?? 'string') === 'integer';
  if (first === undefined || !isNumber || !args.every(({ sql }) => isConstant(sql))) return args;
  return [{ ...first, sql: cast(first.sql, 'integer') }, ...rest];
}

function neverOperator(operator: never): never {
  throw new Error(`unknown operator ${String(operator)}`);
}
