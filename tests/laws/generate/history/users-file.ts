import type { Dice } from '../dice.ts';
import { drawInstant } from '../values/pools.ts';
import type { World } from '../world.ts';
import { profileData } from './data.ts';
import type { Manner } from './manner.ts';
import type { Person } from './people.ts';

export interface UserRow {
  readonly line: string;
  /** Absent: what it says holds since ever. */
  readonly at?: number;
}

/** Rows of a users file: with an instant, and without; some people have several. */
export function drawUserRows(dice: Dice, world: World, people: readonly Person[], manner: Manner): UserRow[] {
  const rows = people.flatMap((person) => {
    const count = person.kind === 'known' ? dice.int(1, 2) : dice.pick([0, 0, 1, 1, 2]);
    return Array.from({ length: count }, () => drawRow(dice, world, person, manner));
  });
  return dice.shuffled(rows);
}

function drawRow(dice: Dice, world: World, person: Person, manner: Manner): UserRow {
  const dated = person.kind !== 'known' && dice.chance(0.4);
  // Events before it may be late because of it, so it is most often early.
  const at = dated ? drawInstant(dice, world.grid, 0, dice.chance(0.8) ? 5 : 60) : undefined;
  const consents = dice.chance(0.75)
    ? dice.some(world.purposes, dice.int(0, world.purposes.length))
    : undefined;
  const line = JSON.stringify({
    user: person.user,
    ...(person.tenant === undefined ? {} : { tenant: person.tenant }),
    ...(at === undefined ? {} : { at: dice.chance(0.8) ? new Date(at).toISOString() : at }),
    ...(consents === undefined ? {} : { consents }),
    ...(world.userFields.length === 0 ? {} : profileData(dice, world, manner)),
  });
  return { line, ...(at === undefined ? {} : { at }) };
}
