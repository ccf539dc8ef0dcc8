import type { Dice } from '../dice.ts';
import type { Type } from '../types.ts';
import type { Grid } from '../world.ts';
import { drawDecimal, drawInt, drawText, drawTimestamp, ZONES } from './pools.ts';

/** A value of the type as it stands in a record. */
export function jsonOf(dice: Dice, type: Type, grid: Grid): unknown {
  switch (type.kind) {
    case 'bool':
      return dice.chance(0.5);
    case 'int':
      return drawInt(dice);
    case 'decimal':
      return jsonDecimal(dice);
    case 'string':
      return drawText(dice);
    case 'timestamp': {
      const ms = drawTimestamp(dice, grid);
      return dice.chance(0.2) ? ms : new Date(ms).toISOString();
    }
    case 'duration':
      throw new Error('no record holds a duration');
    case 'timezone':
      return dice.pick(ZONES);
    case 'enum':
      return dice.pick(type.members);
    case 'list':
      return Array.from({ length: dice.int(0, 3) }, () => jsonOf(dice, type.of, grid));
  }
}

/** More digits than a decimal has are rounded on the way in. */
const ROUNDED = [1.00005, 2.00004999, -0.00005, 0.00004, '1.00005', '0.99995'];

function jsonDecimal(dice: Dice): unknown {
  if (dice.chance(0.06)) return dice.pick(ROUNDED);
  const text = drawDecimal(dice);
  return dice.chance(0.25) ? text : Number(text);
}

/** Something that no field of the type takes; where the field is optional it counts as missing. */
export function badJsonOf(dice: Dice, type: Type): unknown {
  switch (type.kind) {
    case 'bool':
      return dice.pick(['true', 1]);
    case 'int':
      return dice.pick(['1', 1.5, 2 ** 53, true]);
    case 'decimal':
      return dice.pick(['1e3', '', 500_000_000_001, false]);
    case 'string':
      return dice.pick([1, 'a\u0000', ['a'], '\ud800']);
    case 'timestamp':
      return dice.pick(['soon', -1, '10000-01-01T00:00:00Z', true]);
    case 'enum':
      return dice.pick(['nobody', 1]);
    case 'timezone':
      return dice.pick(['Mars/Olympus', 1]);
    case 'list':
      return dice.pick(['a', [null], {}]);
    case 'duration':
      throw new Error('no record holds a duration');
  }
}
