/** The clocks of time zones, from the table `zones`. */
import type { IrOperator } from '../ir.ts';
import { narrow } from './arithmetic.ts';
import { binary, call, integer, plusMs } from './build.ts';
import { atoms, combine } from './operands.ts';
import type { Staged, Staging } from './staging.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Local times are days and hours since 1970, moved by 28 days so that nothing is below zero. */
export function localTime(
  operator: Extract<IrOperator, 'hour' | 'weekday' | 'date'>,
  [instant, zone]: readonly [Staged, Staged],
  staging: Staging,
): Staged {
  const at = staging.atom(instant);
  const local = combine([at, offsetOf(staging, at, zone)], ([t, offset]) =>
    binary(plusMs(t, 28 * DAY_MS), '+', offset),
  );
  const days = combine([local], ([t]) => call('quotient', t, integer(DAY_MS)));
  switch (operator) {
    case 'hour':
      return narrow(
        atoms(staging, [combine([local], ([t]) => call('remainder', t, integer(DAY_MS)))], ([t]) =>
          call('quotient', t, integer(HOUR_MS)),
        ),
      );
    case 'weekday':
      // 1970-01-01 was a Thursday, the fourth day.
      return narrow(atoms(staging, [days], ([d]) => plusMs(call('remainder', plusMs(d, 3), integer(7)), 1)));
    case 'date':
      return atoms(staging, [narrow(days)], ([d]) => call('dateText', plusMs(d, -28)));
    default:
      return neverOperator(operator);
  }
}

/** UTC needs no table. */
function offsetOf(staging: Staging, at: Staged, zone: Staged): Staged {
  if (zone.sql.kind === 'text' && zone.sql.value === 'UTC') return { sql: integer(0), stage: 0 };
  return staging.offset(staging.atom(zone), at);
}

function neverOperator(operator: never): never {
  throw new Error(`unknown operator ${String(operator)}`);
}
