import type { Builtin } from '@nudge/dsl';
import { absolute, greatest, least, round } from '../values/arithmetic.ts';
import { type Datum, type Known, number, numberOf, text, textOf } from '../values/datum.ts';
import { length, lower } from '../values/text.ts';
import { date, hour, weekday } from '../values/time.ts';

/** A built-in function; with something missing its result is missing. */
export function callBuiltin(name: Builtin, args: readonly Datum[]): Datum {
  const [first, second] = args;
  if (first === undefined || first === null || second === null) return null;
  switch (name) {
    case 'min':
      return least(numberOf(first), numberOf(second));
    case 'max':
      return greatest(numberOf(first), numberOf(second));
    case 'abs':
      return absolute(numberOf(first));
    case 'round':
      return round(numberOf(first));
    case 'lower':
      return text(lower(textOf(first)));
    case 'length':
      return number('int', length(textOf(first)));
    case 'hour':
      return number('int', hour(msOf(first), textOf(second)));
    case 'weekday':
      return number('int', weekday(msOf(first), textOf(second)));
    case 'date':
      return text(date(msOf(first), textOf(second)));
    default: {
      const never: never = name;
      return never;
    }
  }
}

function msOf(value: Known): number {
  return Number(numberOf(value).value);
}
