import type { SourceFile } from '@nudge/dsl';
import { below, createRandom } from '../random.ts';

export const TYPES = 20;
export const MINUTES_MAX = 1440;
export const AMOUNT_MAX = 100;

/** `count` of a type's events, or the `sum` of their amounts, over a window; a member from `least` on. */
export interface Segment {
  readonly id: number;
  readonly type: number;
  readonly function: 'count' | 'sum';
  readonly minutes: number;
  /** Of a sum in hundredths. */
  readonly least: number;
}

const SEED = 42;
/** The chance that one event of its type makes a user enter a segment, at most; ten thousand then change in a tenth. */
const CHANCE_MAX = 2.6e-4;

/** With a greater chance there are more changes for each event. */
export function makeSegments(count: number, eventsPerUserDay: number, chanceMax = CHANCE_MAX): Segment[] {
  const random = createRandom(SEED);
  return Array.from({ length: count }, (_, id): Segment => {
    const minutes = 1 + below(random, MINUTES_MAX);
    const expected = (eventsPerUserDay / TYPES) * (minutes / MINUTES_MAX);
    const type = id % TYPES;
    if (Math.floor(id / TYPES) % 2 === 0) {
      return { id, type, function: 'count', minutes, least: rareCount(expected, chanceMax) };
    }
    // A sum of amounts from 0 to 100 spreads like a count of amounts of E[x²] ÷ E[x], two thirds of the greatest.
    const step = (AMOUNT_MAX * 2) / 3;
    const least = Math.round(rareCount((expected * AMOUNT_MAX) / 2 / step, chanceMax) * step * 100);
    return { id, type, function: 'sum', minutes, least };
  });
}

/** The least number that Poisson arrivals come to with no more than the chance: the step to it is from one below. */
function rareCount(expected: number, chanceMax: number): number {
  let chance = Math.exp(-expected);
  for (let count = 1; ; count++) {
    if (count > expected && chance <= chanceMax) return count;
    chance *= expected / count;
  }
}

export function typeName(type: number): string {
  return `Event${type}`;
}

export function segmentFiles(segments: readonly Segment[]): SourceFile[] {
  const events = Array.from(
    { length: TYPES },
    (_, type) => `event ${typeName(type)} { amount: decimal  page: string }\n`,
  );
  const lines = segments.map(({ id, type, function: of, minutes, least }) => {
    const read = of === 'count' ? `count(${typeName(type)})` : `sum(${typeName(type)}.amount)`;
    return `segment Segment${id} { when ${read} over ${minutes}m >= ${of === 'count' ? least : least / 100} }\n`;
  });
  return [
    { path: 'events.nudge', text: events.join('') },
    { path: 'segments.nudge', text: lines.join('') },
  ];
}
