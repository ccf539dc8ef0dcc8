import type { Dice } from '../dice.ts';
import type { World } from '../world.ts';
import { duplicatesOf } from './duplicates.ts';
import { type Happening, lineOf, rubbishLine } from './happening.ts';
import { happeningsOf, Ids } from './happenings.ts';
import { drawEnd, drawInstants } from './instants.ts';
import { drawManner } from './manner.ts';
import { drawPeople } from './people.ts';
import { drawUserRows } from './users-file.ts';

export interface History {
  readonly userRows: readonly string[];
  readonly records: readonly string[];
  readonly endMs: number;
  readonly instants: readonly number[];
}

/** What happens to a few people, in the order in which it is heard of. */
export function generateHistory(dice: Dice, world: World): History {
  const manner = drawManner(dice);
  const people = drawPeople(dice);
  const rows = drawUserRows(dice, world, people, manner);
  const ids = new Ids(dice);
  const happenings: Happening[] = people.flatMap((person) => happeningsOf(dice, world, person, manner, ids));
  if (manner.duplicates) happenings.push(...duplicatesOf(dice, world, happenings));
  // Sorting is stable: what has the same place in time comes in random order.
  const arrived = dice.shuffled(happenings).sort((a, b) => a.arrival - b.arrival);
  const records = arrived.flatMap((each) => {
    const line = lineOf(dice, each);
    return manner.rubbish && dice.chance(0.04) ? [rubbishLine(dice, each.person, world.grid), line] : [line];
  });
  const instants = [...happenings.map(({ at }) => at), ...rows.flatMap(({ at }) => at ?? [])];
  const endMs = drawEnd(dice, world, instants);
  return {
    userRows: rows.map(({ line }) => line),
    records,
    endMs,
    instants: drawInstants(dice, world, instants, endMs),
  };
}
