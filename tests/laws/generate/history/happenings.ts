import type { Dice } from '../dice.ts';
import { drawInstant, INSTANT_MAX } from '../values/pools.ts';
import type { EventShape, World } from '../world.ts';
import { consentData, eventData, profileData } from './data.ts';
import type { Happening } from './happening.ts';
import type { Manner } from './manner.ts';
import type { Person } from './people.ts';

/** Ids whose order depends on who sorts: by UTF-8, by UTF-16, by a locale. One of them is not in NFC. */
const ID_PREFIXES = ['e', 'e', 'e', 'a', 'B', 'é', 'e\u0301', '\uFFEE', '\u{1F600}', '_', '1'];
const SESSIONS = ['s1', 's2', 'é'];

/** Of six people. */
const RECORDS_MAX = 72;

/** Gives ids that are all different, in no order of time. */
export class Ids {
  private readonly dice: Dice;
  private readonly numbers: readonly number[];
  private used = 0;

  constructor(dice: Dice) {
    this.dice = dice;
    this.numbers = dice.shuffled(Array.from({ length: RECORDS_MAX }, (_, i) => i));
  }

  next(): string {
    return `${this.dice.pick(ID_PREFIXES)}${this.numbers[this.used++]}`;
  }
}

/** What happens to one person, in no order. */
export function happeningsOf(
  dice: Dice,
  world: World,
  person: Person,
  manner: Manner,
  ids: Ids,
): Happening[] {
  if (person.kind === 'known') return [];
  const count = person.kind === 'updated' ? dice.int(1, 3) : dice.int(2, 12);
  const happenings: Happening[] = [];
  const instants: number[] = [];
  for (let i = 0; i < count; i++) {
    const at = nextInstant(dice, world, instants);
    instants.push(at);
    const what = person.kind === 'updated' ? drawUpdate(dice, world, manner) : drawWhat(dice, world, manner);
    happenings.push({
      person,
      at,
      arrival: at + delay(dice, world, manner),
      ...(manner.withoutIds && dice.chance(0.4) ? {} : { id: ids.next() }),
      ...(dice.chance(0.2) ? { session: dice.pick(SESSIONS) } : {}),
      ...(dice.chance(0.1) ? { device: dice.pick(SESSIONS) } : {}),
      ...what,
    });
  }
  return happenings;
}

/** Often an instant at which something else happens, or falls due because of something else. */
function nextInstant(dice: Dice, { grid, spansMs }: World, known: readonly number[]): number {
  if (known.length > 0 && dice.chance(0.18)) return dice.pick(known);
  if (known.length > 0 && spansMs.length > 0 && dice.chance(0.35)) {
    const at = dice.pick(known) + dice.pick(spansMs) + dice.pick([0, 0, 0, -1, 1]);
    if (at <= Math.min(grid.startMs + 70 * grid.unitMs, INSTANT_MAX)) return at;
  }
  return drawInstant(dice, grid);
}

/** How much later than its instant a record comes, in terms of the others. */
function delay(dice: Dice, { grid, lateMs }: World, { disorder }: Manner): number {
  if (disorder === 'none' || dice.chance(0.7)) return 0;
  const within = Math.min(lateMs, 40 * grid.unitMs);
  if (disorder === 'within late' || dice.chance(0.6)) return dice.int(0, within);
  return within + dice.int(0, 10) * grid.unitMs + dice.pick([0, 1]);
}

type What = Pick<Happening, 'type' | 'data'>;

function drawWhat(dice: Dice, world: World, manner: Manner): What {
  return dice.choose([
    { weight: 12, make: () => drawEvent(dice, world, manner) },
    { weight: 3, make: () => drawUpdate(dice, world, manner) },
  ]);
}

function drawEvent(dice: Dice, world: World, manner: Manner): What {
  const event = dice.pick(world.events);
  return { type: dice.pick(typesOf(event, world)), data: eventData(dice, event, world, manner) };
}

/** The names that the wire may use for an event. */
function typesOf({ name, wireName }: EventShape, { module }: World): readonly string[] {
  if (wireName !== undefined) return [wireName];
  return module === undefined ? [name] : [name, `${module}.${name}`];
}

function drawUpdate(dice: Dice, world: World, manner: Manner): What {
  if (world.userFields.length === 0 || dice.chance(0.4))
    return { type: 'user.consent', data: consentData(dice, world, manner) };
  return { type: 'user.updated', data: profileData(dice, world, manner) };
}
