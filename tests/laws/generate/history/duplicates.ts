import type { Dice } from '../dice.ts';
import { INSTANT_MAX } from '../values/pools.ts';
import type { World } from '../world.ts';
import type { Happening } from './happening.ts';

/**
 * An id comes again: the same record at once or when it is late already, or another record under the id, within the
 * horizon (a duplicate) or behind it (a new event).
 */
export function duplicatesOf(dice: Dice, world: World, happenings: readonly Happening[]): Happening[] {
  const { grid, lateMs } = world;
  const reach = Math.min(lateMs, 40 * grid.unitMs);
  return happenings.flatMap((happening): Happening[] => {
    if (happening.id === undefined || !dice.chance(0.1)) return [];
    const { at, arrival } = happening;
    return dice.choose<Happening[]>([
      { weight: 3, make: () => [{ ...happening, arrival: arrival + dice.int(0, reach) }] },
      { weight: 1, make: () => [{ ...happening, arrival: arrival + reach + dice.int(1, 5) * grid.unitMs }] },
      {
        weight: 2,
        make: () => {
          const other = Math.min(
            at + dice.pick([0, 1, reach, reach + 1, reach + 3 * grid.unitMs]),
            INSTANT_MAX,
          );
          return [{ ...happening, at: other, arrival: Math.max(other, arrival + 1) }];
        },
      },
    ]);
  });
}
