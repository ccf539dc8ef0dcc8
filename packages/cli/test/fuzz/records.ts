import type { Random } from './random.ts';

export type Json = Record<string, unknown>;

// biome-ignore format: a list to read across
/** Values that have broken somebody's parser once. */
const odd: readonly unknown[] = [
  null, true, false, 0, -0, 1, -1, 0.1, 1e-7, 1.00005, 9_007_199_254_740_991, 1e21, -1e300,
  500_000_000_000, 500_000_000_001, '', ' ', '0', '-1', '1e3', 'true', 'null', 'small', '22-30', 'é', 'e\u0301',
  'a\u0000b', 'tab\t', 'line\nend', '\ud800', '\udc00\ud800', '😀', '\ufeff', 'x'.repeat(5000), '__proto__', 'constructor',
  'Europe/Berlin', 'Mars/Olympus', '2026-03-02T10:00:00Z', '2026-03-29 02:30:00', '2026-02-30T00:00:00Z', '1969-12-31T23:59:59Z',
  '9999-12-31T23:59:59.999Z', '2026-03-02T10:00:60Z', '2026-03-02T10:00:00+25:00', 1_772_445_600_000, -5, [], [null], ['a', 1], [[]],
  [1, 2.5], {}, { toString: 1 }, { valueOf: 2, toString: 3 }, { a: { b: { c: null } } }, { id: 'ann' }, { amount: 1 },
];

const users = ['ann', 'bob', 'cleo', 'dora', 'ümit'];

/** Mostly forwards, sometimes late, sometimes too late (an hour). */
function instantText(random: Random, at: number): string {
  const drift = random.chance(0.2) ? -random.below(90 * 60_000) : random.below(120_000);
  return new Date(Date.UTC(2026, 2, 2) + at * 60_000 + drift).toISOString();
}

function thing(random: Random): Json {
  return {
    flag: random.chance(0.5),
    count: random.below(100) - 50,
    price: random.below(100_000) / 100,
    name: random.pick(['a', 'bb', 'ccc', 'é']),
    when: '2026-03-02T10:00:00Z',
    size: random.pick(['small', 'large', '22-30']),
    tags: random.pick([[], ['a'], ['a', 'b']]),
    ...(random.chance(0.3) ? { note: 'a note' } : {}),
  };
}

/** A CloudEvent that is right in every way. */
export function goodEvent(random: Random, at: number): Json {
  const data: Record<string, () => Json> = {
    Thing: () => thing(random),
    'fuzz.Thing': () => thing(random),
    Seen: () => ({}),
    'user.updated': () => ({
      country: random.pick(['DE', 'FR']),
      plan: 'pro',
      score: random.below(9),
      first_name: 'Ann',
    }),
    'user.consent': () => ({ purpose: random.pick(['marketing', 'service']), granted: random.chance(0.8) }),
  };
  const type = random.pick(Object.keys(data));
  return {
    ...(random.chance(0.8) ? { id: `e${random.below(80)}` } : {}),
    type,
    subject: random.pick(users),
    time: instantText(random, at),
    ...(random.chance(0.1) ? { tenant: 'acme' } : {}),
    data: data[type]?.() ?? {},
  };
}

/** As the source `hooks` maps it. */
export function goodHook(random: Random, at: number): Json {
  const { price, ...rest } = thing(random);
  return {
    kind: random.pick(['thing', 'a', 'b']),
    who: { id: random.pick(users) },
    time: instantText(random, at),
    price: { amount: price },
    ...rest,
  };
}

/** A row of a users file, as JSON. */
export function goodUser(random: Random, at: number): Json {
  return {
    user: random.pick(users),
    ...(random.chance(0.4) ? { at: instantText(random, at) } : {}),
    country: random.pick(['DE', 'AT', 'US']),
    plan: random.pick(['free', 'pro']),
    consents: random.pick([[], ['marketing'], ['service', 'marketing']]),
  };
}

// biome-ignore format: a list to read across
export const rowHeader: readonly string[] = [
  'uid', 'time', 'id', 'tenant', 'kind', 'flag', 'count', 'price', 'name', 'when', 'size', 'note', 'extra', 'country', 'plan',
];

/** Cells as the source `rows` maps them. */
export function goodCells(random: Random, at: number): string[] {
  const { flag, count, price, name, when, size } = thing(random);
  const time = instantText(random, at).replace('T', ' ').replace('Z', '');
  const kind = random.pick(['thing', 'thing', 'profile', 'seen']);
  return [
    random.pick(users),
    time,
    '',
    '',
    kind,
    flag,
    count,
    price,
    name,
    when,
    size,
    '',
    '7',
    'DE',
    'pro',
  ].map(String);
}

export const userHeader: readonly string[] = ['user', 'tenant', 'at', 'country', 'plan', 'consents'];

export function goodUserCells(random: Random, at: number): string[] {
  const when = random.chance(0.4) ? instantText(random, at) : '';
  return [random.pick(users), '', when, 'DE', 'pro', random.pick(['', 'marketing', 'marketing;service'])];
}

/** The record with some of its values, at any depth, replaced, dropped or added. */
export function mutated(random: Random, record: Json): Json {
  const changed: Json = structuredClone(record);
  for (let i = random.below(3); i >= 0; i--) change(random, changed);
  return changed;
}

function change(random: Random, object: Json): void {
  const key = random.pick([...Object.keys(object), 'toString', '__proto__', 'extra', 'numbers']);
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  if (isObject(value) && random.chance(0.8)) change(random, value);
  else if (random.chance(0.2)) delete object[key];
  else
    Object.defineProperty(object, key, {
      // A copy, as the next change may go into it.
      value: structuredClone(random.pick(odd)),
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function mutatedCells(random: Random, cells: readonly string[]): string[] {
  const changed = [...cells];
  for (let i = random.below(3); i >= 0; i--) {
    const at = random.below(changed.length + 1);
    const value = random.pick(odd);
    if (random.chance(0.15)) changed.splice(at, 1);
    else changed[at] = typeof value === 'string' ? value : JSON.stringify(value);
  }
  return changed.map((cell) => cell ?? '');
}

/** A line of JSON, or what is left of it: cut, doubled, with bytes that are none of its own. */
export function mutatedText(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  switch (random.below(6)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text + text;
    case 2:
      return (
        text.slice(0, at) + random.pick(['"', '\\', '{', '\u0000', '\r', ',', '\u2028', ' ']) + text.slice(at)
      );
    case 3:
      // Numbers that no double holds.
      return text.replace(/\d+/, random.pick(['1e400', '-1e400', '9007199254740993', '500000000000.00005']));
    case 4:
      return random.pick([
        'null',
        '1',
        '"x"',
        'true',
        '[]',
        '{}',
        '{"type":"Seen"}',
        '['.repeat(3000),
        '{"a":'.repeat(3000),
        'NaN',
      ]);
    default:
      return ` ${text}\t`;
  }
}
