import { compileProgram, instantiate } from '@nudge/compiler';
import { checkProject } from '@nudge/dsl';
import {
  type AcceptedEvent,
  type Bundle,
  COST_ASSUMPTIONS,
  type CostAssumptions,
  createRuleset,
  type EventRates,
  type FieldSchema,
  type FieldType,
  isZone,
  type Row,
  stateCost,
  type Value,
} from '@nudge/engine';
import { describe, expect, test } from 'vitest';
// What keeps many users in memory is no part of what the package offers.
import { Population } from '../../engine/src/population/population.ts';
import { Random } from './fuzz/random.ts';

/*
 * What `nudgec cost` foretells, held against users who really come at such rates, each as they are stored at the end.
 */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 2, 2);

interface Traffic {
  readonly users: number;
  readonly days: number;
  /** Events a day, by name. */
  readonly perDay: Readonly<Record<string, number>>;
}

async function compile(text: string): Promise<Bundle> {
  const program = checkProject([{ path: 'rules.nudge', text }], { isZone });
  expect(program.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return await instantiate(compileProgram(program));
}

function assumptions(days: number): CostAssumptions {
  return { ...COST_ASSUMPTIONS, userIdBytes: 9, eventIdBytes: 12, ageMs: days * DAY };
}

function ratesOf({ manifest }: Bundle, { perDay }: Traffic): EventRates {
  const of = (name: string): number => (perDay[name] ?? 0) / DAY;
  return {
    events: manifest.events.map(({ name }) => of(name)),
    profile: of('user.updated'),
    consent: of('user.consent'),
  };
}

/** Plays independent events at these rates; gives the users as they are stored, and in memory. */
function play(bundle: Bundle, traffic: Traffic, random: Random): { stored: number; inMemory: number } {
  const { users, days, perDay } = traffic;
  const perDayOfAll = Object.values(perDay).reduce((sum, rate) => sum + rate, 0);
  const meanGapMs = DAY / (users * perDayOfAll);
  const population = new Population(bundle, { hotUsers: 16 });
  let at = START;
  for (let n = 0; ; n++) {
    at -= Math.log(1 - random.next()) * meanGapMs;
    if (at >= START + days * DAY) break;
    const name = pickBy(perDay, random.next() * perDayOfAll);
    const row = {
      id: `e${String(n).padStart(11, '0')}`,
      at: Math.floor(at),
      user: `user${String(random.below(users)).padStart(5, '0')}`,
      tenant: 'default',
      session: text(random),
      device: text(random),
      values: [],
    };
    population.accept(eventOf(bundle, name, row, random), () => {});
  }
  const { storedBytes, indexBytes } = population.storage;
  // Each state has its length before it, of two bytes.
  return {
    stored: population.snapshot().length / population.size - 2,
    inMemory: (storedBytes + indexBytes) / population.size,
  };
}

/** The name in whose share a number up to the sum of all falls. */
function pickBy(shares: Readonly<Record<string, number>>, point: number): string {
  let end = 0;
  for (const [name, share] of Object.entries(shares)) {
    end += share;
    if (point < end) return name;
  }
  throw new Error('the point lies behind all shares');
}

function eventOf({ manifest }: Bundle, name: string, row: Row, random: Random): AcceptedEvent {
  const valuesOf = (fields: readonly FieldSchema[]): Value[] =>
    fields.map(({ type }) => value(type, row.at, random));
  if (name === 'user.consent') return { kind: 'consent', row, purpose: 0, granted: true };
  if (name === 'user.updated') {
    return {
      kind: 'profile',
      row,
      writes: valuesOf(manifest.user).map((one, field) => [field, one] as const),
    };
  }
  const event = manifest.events.findIndex((one) => one.name === name);
  return { kind: 'event', event, row: { ...row, values: valuesOf(manifest.events[event]?.fields ?? []) } };
}

function value(type: FieldType, at: number, random: Random): Value {
  switch (type.kind) {
    case 'bool':
      return random.chance(0.5);
    case 'int':
      return random.below(COST_ASSUMPTIONS.numberMax + 1);
    case 'decimal':
      return random.below(COST_ASSUMPTIONS.numberMax * 100) * 100;
    case 'timestamp':
      return at - random.below(DAY);
    case 'string':
    case 'timezone':
      return text(random);
    case 'enum':
      return random.pick(type.members);
    case 'list':
      return Array.from({ length: COST_ASSUMPTIONS.listItems }, () => value(type.of, at, random));
  }
}

function text(random: Random): string {
  return String(random.below(1e9)).padStart(COST_ASSUMPTIONS.textBytes, '-');
}

const schema = `
event View { page: string  ms: int }
event Order { amount: decimal  paid: bool }
`;

const counting = `${schema}
segment A { when count(View) over 6h >= 4 }
segment B { when sum(Order.amount) over 1d > 120 and count(View) over 1d >= 5 }
segment C { when count(Order) over 2d >= 3 }
segment D { when sum(View.ms) over 12h >= 500 }
segment E { when did View within 1h and did not Order within 1d  for 10m }
metric spend = sum(Order.amount) over 2d
metric average = avg(View.ms) over 1d
`;

const everything = `${schema}
event Search { words: string }
user { plan: enum { free, plus, pro } = free  country: string?  born: timestamp? }
purpose marketing
channel push
late 2h
template T() { en { title "t"  body "b" } }
segment A { when count(View) over 6h >= 4 }
segment Quiet { when did not Order within 1d }
segment Both { when A and Quiet }
segment Long { when max(View.ms) over 1d > 90  for 2h }
segment Young { when now < user.born + 30d }
segment Buyer { when count(Order) ever >= 3 and user.plan = pro }
metric pages = distinct(View.page) over 1d
metric all_pages = distinct(View.ms) ever
metric first_page = first(View.page) over 1d
metric latest = last(Order.at) over 2d
metric total = sum(Order.amount) ever
metric dear = max(Order.amount) ever
nudge Hello { on enter A  consent marketing  cooldown 1d  channel push  send T {} }
nudge Wait { on Search unless Order within 3h  transactional  channel push  send T {} }
nudge Same { on View  when count(View where page = event.page) over 2h > 3  transactional  channel push  send T {} }
`;

describe('the bytes that are foretold', () => {
  const lively = { View: 8, Order: 0.5, Search: 2, 'user.updated': 0.5, 'user.consent': 0.3 };

  test.each([
    ['counts and sums', counting, { View: 6, Order: 1 }, 5, 10],
    ['counts and sums of rare events', counting, { View: 0.6, Order: 0.2 }, 20, 10],
    ['all that can be kept', everything, lively, 8, 25],
  ])('of %s come true, stored and in memory', async (_, rules, perDay, days, percent) => {
    const traffic: Traffic = { users: 1_500, days, perDay };
    const bundle = await compile(rules);
    const foretold = stateCost(createRuleset(bundle), ratesOf(bundle, traffic), assumptions(days));
    const { stored, inMemory } = play(bundle, traffic, new Random(7));
    expect(Math.abs(foretold.total.expectedBytes / stored - 1) * 100).toBeLessThan(percent);
    expect(Math.abs(foretold.memoryBytes / inMemory - 1) * 100).toBeLessThan(percent);
  });
});
