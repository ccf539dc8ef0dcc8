import { duplicatesOf } from '../../laws/generate/history/duplicates.ts';
import { type Happening, lineOf } from '../../laws/generate/history/happening.ts';
import { happeningsOf, Ids } from '../../laws/generate/history/happenings.ts';
import { drawManner } from '../../laws/generate/history/manner.ts';
import { drawPeople } from '../../laws/generate/history/people.ts';
import type { World } from '../../laws/generate/world.ts';
import type { Random } from '../base/random.ts';
import { poisonOf } from './poison.ts';
import { diceOf } from './programs.ts';

/** A record as it is sent. */
export interface Sent {
  /** On the virtual clock. */
  readonly atMs: number;
  readonly key: string;
  readonly value: Uint8Array | null;
}

export interface Script {
  /** By instant. */
  readonly records: readonly Sent[];
  /** Records that were sent twice, byte for byte. */
  readonly resent: number;
}

/** Before it nothing is sent: workers come up first, mostly. */
const FIRST_MS = 1_000;

/** What is sent in a simulation: the histories of some people, each under a name of their own. */
export function scriptOf(random: Random, world: World, recordBytesMax: number): Script {
  const happenings = cohorts(random, world);
  const { startMs, unitMs } = world.grid;
  const pauseAt = random.nextInt(0, 60) * unitMs;
  // Senders that were cut off for a while send all that waits at once.
  const pauseMs = random.chance(0.4) ? random.nextInt(2_000, 25_000) : 0;
  const dice = diceOf(random);
  const records: Sent[] = [];
  let resent = 0;
  for (const each of happenings) {
    const since = Math.max(0, each.arrival - startMs);
    const waits = since >= pauseAt && since < pauseAt + pauseMs ? pauseAt + pauseMs - since : 0;
    const atMs = FIRST_MS + since + waits;
    const { user, tenant } = each.person;
    const record: Sent = {
      atMs,
      key: `${tenant ?? 'default'}:${user.normalize('NFC')}`,
      value: Buffer.from(lineOf(dice, each)),
    };
    records.push(record);
    if (random.chance(0.1)) {
      records.push({ ...record, atMs: atMs + random.pick([0, 0, 50, 1_000, 8_000]) });
      resent++;
    }
    if (random.chance(0.04)) records.push(poisonOf(random, record, recordBytesMax));
  }
  return { records: records.sort((a, b) => a.atMs - b.atMs), resent };
}

/** Arrival is in no order yet. */
function cohorts(random: Random, world: World): readonly Happening[] {
  const dice = diceOf(random);
  const all: Happening[] = [];
  for (let cohort = random.nextInt(1, 3); cohort > 0; cohort--) {
    const manner = drawManner(dice);
    // Ids are counted anew, so that the same ones come of several users.
    const ids = new Ids(dice);
    const people = drawPeople(dice).map((person) => ({ ...person, user: `${person.user}${cohort}` }));
    const happenings = people.flatMap((person) => happeningsOf(dice, world, person, manner, ids));
    all.push(...happenings, ...(manner.duplicates ? duplicatesOf(dice, world, happenings) : []));
  }
  return all;
}
