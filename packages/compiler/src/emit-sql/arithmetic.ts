/** Arithmetic in integers that are wide enough, clamped and rounded as the engine does it (semantics, rule 17). */
import { binary, call, cast, choose, integer, isPresent } from './build.ts';
import { atoms, combine } from './operands.ts';
import type { Staged, Staging } from './staging.ts';
import type { SqlExpr } from './tree.ts';

export function nullIfZero(value: SqlExpr): SqlExpr {
  return { kind: 'nullIf', value, other: integer(0) };
}

export function narrow(value: Staged): Staged {
  return combine([value], ([sql]) => cast(sql, 'integer'));
}

/** LEAST and GREATEST pass over nulls in some dialects, so a value that may be missing is compared instead. */
export function clamp(staging: Staging, value: Staged, low: number, high: number, optional: boolean): Staged {
  if (!optional) {
    return combine([value], ([x]) => call('least', call('greatest', x, integer(low)), integer(high)));
  }
  return atoms(staging, [value], ([x]) =>
    choose(
      [
        [binary(x, '<', integer(low)), integer(low)],
        [binary(x, '>', integer(high)), integer(high)],
      ],
      x,
    ),
  );
}

/** n / d rounded half away from zero: sign · ((2·|n| + |d|) div (2·|d|)). */
export function rounded(staging: Staging, n: Staged, d: Staged): Staged {
  const [dividend, divisor] = [staging.atom(n), staging.atom(d)];
  const size = combine([dividend, divisor], ([a, b]) =>
    call('quotient', binary(twice(call('abs', a)), '+', sizeOf(b)), twice(sizeOf(b))),
  );
  const quotient = staging.atom(size);
  return combine([dividend, divisor, quotient], ([a, b]) => {
    const isNegative = b.kind === 'integer' ? negative(a) : binary(negative(a), '<>', negative(b));
    return choose([[isNegative, binary(integer(0), '-', quotient.sql)]], quotient.sql);
  });
}

function twice(value: SqlExpr): SqlExpr {
  return value.kind === 'integer' ? integer(2 * value.value) : binary(integer(2), '*', value);
}

/** A divisor that is a number is 10 000. */
function sizeOf(divisor: SqlExpr): SqlExpr {
  return divisor.kind === 'integer' ? divisor : call('abs', divisor);
}

function negative(value: SqlExpr): SqlExpr {
  return binary(value, '<', integer(0));
}

export function extreme(
  name: 'least' | 'greatest',
  staging: Staging,
  args: readonly Staged[],
  optional: boolean,
): Staged {
  if (!optional) return combine(args, ([a, b]) => call(name, a, b));
  const test = name === 'least' ? '<' : '>';
  return atoms(staging, args, ([a, b]) =>
    choose([
      [binary(a, test, b), a],
      [isPresent(a), b],
    ]),
  );
}
