import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventSchema, FieldSchema, FieldType, Manifest } from '../../contract/manifest.ts';
import { createCloudEventDecoder } from '../cloud-events.ts';
import type { DecodeCounters, Decoded } from '../decoded.ts';
import { targetsByType } from '../events.ts';
import { FastDecoder } from './fast-decoder.ts';

const TEXTS_PER_RUN = 120;
const ORIGIN = { input: 'events.ndjson', line: 7 };

function counters(): DecodeCounters {
  return { unknownFields: 0, missingFields: 0 };
}

/** Says which of the texts the two decoders, each with all it remembers, do not agree on. */
class Comparison {
  answered = 0;
  readonly #counts = { fast: counters(), general: counters() };
  readonly #fast;
  readonly #general;

  constructor(manifest: Manifest) {
    this.#fast = new FastDecoder(manifest, targetsByType(manifest), this.#counts.fast);
    this.#general = createCloudEventDecoder(manifest, this.#counts.general, { fast: false });
  }

  expectSame(text: string, untilMs: number): void {
    const before = { ...this.#counts.general };
    const general = this.#general(text, ORIGIN, untilMs);
    const fast: Decoded | null = this.#fast.decode(text, ORIGIN, untilMs);
    if (fast === null) {
      // What it gives up it must not have counted; the general decoder's counts are then those of both.
      expect(this.#counts.fast, text).toEqual(before);
      Object.assign(this.#counts.fast, this.#counts.general);
      return;
    }
    this.answered++;
    expect(fast, text).toStrictEqual(general);
    expect(this.#counts.fast, text).toEqual(this.#counts.general);
  }
}

describe('decoding records from their text', () => {
  test('law: what is answered is what the general decoder answers', { timeout: 60_000 }, () => {
    let texts = 0;
    let answered = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const dice = new Dice(seed);
        const manifest = randomManifest(dice);
        const comparison = new Comparison(manifest);
        for (let i = 0; i < TEXTS_PER_RUN; i++) {
          let text = randomRecord(dice, manifest, dice.once(3));
          for (let changes = dice.below(5) >> 1; changes > 0; changes--) text = mutated(dice, text);
          comparison.expectSame(text, dice.once(4) ? 1_750_000_000_000 : Number.POSITIVE_INFINITY);
          texts++;
        }
        answered += comparison.answered;
      }),
      { numRuns: 300 },
    );
    expect(texts).toBeGreaterThanOrEqual(30_000);
    // A fast decoder that gave everything up would keep the law.
    expect(answered / texts).toBeGreaterThan(0.3);
  });

  test('law: what a plain producer writes is answered, whatever the fields', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const dice = new Dice(seed);
        const manifest = randomManifest(dice);
        const comparison = new Comparison(manifest);
        for (let i = 1; i <= 30; i++) {
          const text = randomRecord(dice, manifest, false);
          comparison.expectSame(text, Infinity);
          expect(comparison.answered, text).toBe(i);
        }
      }),
    );
  });
});

/** Choices that one seed decides. */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 1;
  }

  /** 0 … `count` − 1. Marsaglia's xorshift. */
  below(count: number): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return (state >>> 0) % count;
  }

  /** True once in `count` times. */
  once(count: number): boolean {
    return this.below(count) === 0;
  }

  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T;
  }

  shuffled<T>(of: readonly T[]): T[] {
    const rest = [...of];
    const all: T[] = [];
    while (rest.length > 0) all.push(...rest.splice(this.below(rest.length), 1));
    return all;
  }
}

const FIELD_NAMES = [
  'a',
  'ab',
  'product',
  'category',
  'é',
  'toString',
  '__proto__',
  'id',
  'data',
  'e\u0301',
  '1',
  '',
];
const MEMBERS = ['red', 'green', 'blue', 'é', 'café au lait with two sugars', 're'];
const SCALARS: readonly FieldType[] = [
  { kind: 'string' },
  { kind: 'bool' },
  { kind: 'int' },
  { kind: 'decimal' },
  { kind: 'timestamp' },
  { kind: 'timezone' },
  { kind: 'enum', members: MEMBERS },
];

function randomManifest(dice: Dice): Manifest {
  const events: EventSchema[] = [];
  for (let i = 0; i <= dice.below(4); i++) {
    const name = dice.one(['Viewed', 'Bought', 'Café', 'user.updated']) + (i === 0 ? '' : String(i));
    events.push({ name: `shop.${name}`, wireNames: [name, `shop.${name}`], fields: randomFields(dice) });
  }
  const manifest = { events, user: randomFields(dice), purposes: ['news'] };
  return manifest as unknown as Manifest;
}

function randomFields(dice: Dice): readonly FieldSchema[] {
  return dice
    .shuffled(FIELD_NAMES)
    .slice(dice.below(FIELD_NAMES.length))
    .map((name) => ({
      name,
      type: dice.once(6) ? { kind: 'list', of: dice.one(SCALARS) } : dice.one(SCALARS),
      optional: dice.once(2),
      pii: false,
    }));
}

/** Half of the texts are what a plain producer writes; in the others anything may be odd. */
function randomRecord(dice: Dice, manifest: Manifest, odd: boolean): string {
  const event = dice.one(manifest.events);
  // As compact JSON has it, or as Python writes it.
  const [comma, colon] = dice.once(3) ? [', ', ': '] : [',', ':'];
  const gap = (): string => (odd && dice.once(12) ? dice.one([' ', '\n', '\t\r ', '\u00a0']) : '');
  const object = (members: readonly (readonly [string, string])[]): string => {
    const listed = odd && dice.once(3) ? dice.shuffled(members) : members;
    const texts = listed.map(
      ([name, text]) => `${gap()}${nameText(dice, name, odd)}${gap()}${colon}${gap()}${text}${gap()}`,
    );
    if (odd && members.length > 0 && dice.once(12)) {
      const [name, text] = dice.one(members);
      texts.push(`${nameText(dice, name, odd)}:${dice.once(2) ? text : dice.one(members)[1]}`);
    }
    return `{${texts.join(comma)}${gap()}}`;
  };
  const data: (readonly [string, string])[] = [];
  for (const field of event.fields) {
    if (field.optional && dice.once(3)) continue;
    data.push([field.name, odd && dice.once(10) ? oddText(dice) : fieldText(dice, field.type, odd)]);
  }
  if (odd && dice.once(3))
    data.push([dice.one(FIELD_NAMES), oddText(dice)], ['x', oddText(dice)], ['y', '[{"a":1}]']);
  const members: (readonly [string, string])[] = [
    ['specversion', '"1.0"'],
    ['id', odd && dice.once(8) ? oddText(dice) : `"0195f3a0-7b1c-7e70-8a55-${dice.below(1e9)}"`],
    ['source', dice.one(['"shop"', '"/shop/web"'])],
    [
      'type',
      odd && dice.once(8)
        ? dice.one(['"user.updated"', '"user.consent"', '"Other"', oddText(dice)])
        : JSON.stringify(dice.one(event.wireNames)),
    ],
    ['subject', odd && dice.once(8) ? oddText(dice) : `"user-${dice.below(100)}"`],
    ['time', odd && dice.once(8) ? oddText(dice) : timeText(dice, odd)],
  ];
  for (const name of ['tenant', 'session', 'device', 'dataschema', 'datacontenttype', 'traceparent'])
    if (odd && dice.once(5)) members.push([name, dice.once(2) ? oddText(dice) : `"${name}"`]);
  if (event.fields.length > 0 || dice.once(2))
    members.push(['data', odd && dice.once(12) ? oddText(dice) : object(data)]);
  return gap() + object(members) + gap();
}

function nameText(dice: Dice, name: string, odd: boolean): string {
  return odd && dice.once(60) ? `"${name.replace('a', '\\u0061')}"` : JSON.stringify(name);
}

function fieldText(dice: Dice, type: FieldType, odd: boolean): string {
  switch (type.kind) {
    case 'string':
      return dice.one([
        '""',
        '"shoes"',
        '"P-1234"',
        '"crème brûlée"',
        `"a longer text of ${dice.below(100)} units"`,
      ]);
    case 'bool':
      return dice.one(['true', 'false']);
    case 'int':
      return String(dice.below(2) === 0 ? dice.below(20) : dice.below(2 ** 31) * -1000);
    case 'decimal':
      return odd && dice.once(4) ? `"${decimalText(dice, odd)}"` : decimalText(dice, odd);
    case 'timestamp':
      return timeText(dice, odd);
    case 'timezone':
      return dice.one(['"UTC"', '"Europe/Berlin"', '"America/Argentina/Buenos_Aires"']);
    case 'enum':
      return JSON.stringify(dice.one(type.members));
    case 'list': {
      const items: string[] = [];
      for (let i = 0; i < dice.below(4); i++) items.push(fieldText(dice, type.of, odd));
      return `[${items.join(',')}]`;
    }
  }
}

function decimalText(dice: Dice, odd: boolean): string {
  const whole = dice.one([0, 1, 9, dice.below(1000), dice.below(2 ** 31)]);
  const digits = dice.below(odd ? 9 : 5);
  const fraction = String(dice.below(10 ** digits)).padStart(digits, dice.one(['0', '9', '4']));
  return dice.one(['', '', '-']) + String(whole) + (digits === 0 ? '' : `.${fraction}`);
}

function timeText(dice: Dice, odd: boolean): string {
  const ms = 1_700_000_000_000 + dice.below(2 ** 31) * dice.one([1, 100]);
  const text = new Date(ms).toISOString();
  if (!odd) return dice.one([`"${text}"`, `"${text.slice(0, 19)}Z"`]);
  const day = `${dice.one(['2024', '2023', '1969', '1970', '9999', '1900', '0000'])}-${dice.one(['02-29', '02-28', '12-31', '01-01', '13-01', '00-10', '04-31', '06-00'])}`;
  const clock = dice.one([
    '00:00:00',
    '23:59:59',
    '24:00:00',
    '12:60:00',
    '12:00:60',
    '12:30',
    '1a:00:00',
    '12:00:00.',
  ]);
  const fraction = dice.one(['', '.1', '.12', '.123', '.1239', '.123456789', ',5', '.x']);
  const offset = dice.one([
    'Z',
    'z',
    '',
    '+00:00',
    '-01:30',
    '+23:59',
    '+24:00',
    '+02',
    '+0200',
    '-00:60',
    'Z ',
  ]);
  return dice.one([
    String(ms),
    `"${text}"`,
    `"${day}T${clock}${fraction}${offset}"`,
    `"${day}${dice.one(['T', ' ', 't', '-'])}00:00:00Z"`,
  ]);
}

const ODD_TEXTS = [
  'null',
  'true',
  'false',
  '0',
  '-0',
  '-',
  '01',
  '1.0',
  '1.',
  '.5',
  '1e3',
  '1E-2',
  '1e400',
  '-1',
  '+1',
  '00',
  '0.0',
  '9007199254740991',
  '9007199254740992',
  '999999999999999',
  '1000000000000000',
  '123456789012.5',
  '500000000000',
  '500000000000.0001',
  '99999999999.9999',
  '99999999999.99995',
  '0.00005',
  '0.00004999',
  '1.00005',
  '-0.00001',
  '0.12345678901234',
  '0.1234567890123456',
  '"0.00005"',
  '"007.5"',
  '"-0"',
  '"1."',
  '".5"',
  '"1e3"',
  '" 1"',
  '"99999999999.99995"',
  '253402300799999',
  '253402300800000',
  '-1700000000000',
  '1700000000000.7',
  '""',
  '"a"',
  '"\\""',
  '"\\n"',
  '"\\u0041"',
  '"\\ud83d"',
  '"\\x"',
  '"\\u00g0"',
  '"tab\there"',
  '"nul\u0000"',
  '"\u0001"',
  '"\u001f"',
  '"e\u0301"',
  '"caf\u00e9"',
  '"cafe\u0301"',
  '"\u02ff"',
  '"\u0300"',
  '"\ud800"',
  '"\ud83d\ude00"',
  '"\u00a0"',
  '"\u2028"',
  '"\u007f"',
  '"red"',
  '"RED"',
  '"UTC"',
  '"utc"',
  '"Viewed"',
  '"Cafe\u0301"',
  '"Caf\u00e9"',
  '"open',
  "'a'",
  '{}',
  '{ }',
  '[]',
  '[ ]',
  '[null]',
  '[1,2]',
  '[1,]',
  '["a","b"]',
  '[true]',
  '{"a":{"b":[1,{"c":null}]}}',
  '{"a":1,}',
  '{"a" 1}',
  '{a:1}',
  '{,}',
  'nul',
  '""null',
  '"null',
  '-null',
  'tru',
  'True',
  'undefined',
  'NaN',
  '',
  `${'['.repeat(31)}${']'.repeat(31)}`,
  `${'['.repeat(40)}${']'.repeat(40)}`,
];

function oddText(dice: Dice): string {
  return dice.one(ODD_TEXTS);
}

const UNITS = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  ' ',
  '\n',
  '\u0000',
  '0',
  '9',
  '.',
  '-',
  'e',
  'a',
  'Z',
  'T',
  '+',
  'é',
  '\u0301',
  '\ud83d',
  'null',
];

/** One small change somewhere: a unit put in, taken out or replaced, a piece doubled, taken out or moved, the end cut off. */
function mutated(dice: Dice, text: string): string {
  const from = dice.below(text.length + 1);
  const to = Math.min(text.length, from + 1 + dice.below(dice.one([1, 1, 4, 40])));
  const [before, piece, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
  switch (dice.below(6)) {
    case 0:
      return before + dice.one(UNITS) + piece + after;
    case 1:
      return before + after;
    case 2:
      return before + dice.one(UNITS) + after;
    case 3:
      return before + piece + piece + after;
    case 4:
      return dice.once(4) ? before : after.slice(0, 3) + before + after;
    default:
      return swappedMembers(dice, text);
  }
}

/** Cuts at the commas, wherever they stand, and puts two of the pieces in each other's place, or one over the other. */
function swappedMembers(dice: Dice, text: string): string {
  const pieces = text.split(',');
  const [i, j] = [dice.below(pieces.length), dice.below(pieces.length)];
  const [a, b] = [pieces[i] as string, pieces[j] as string];
  pieces[i] = b;
  if (dice.once(2)) pieces[j] = a;
  return pieces.join(',');
}
