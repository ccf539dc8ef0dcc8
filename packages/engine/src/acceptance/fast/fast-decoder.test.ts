import { describe, expect, test } from 'vitest';
import type { EventSchema, Manifest } from '../../contract/manifest.ts';
import { createCloudEventDecoder } from '../cloud-events.ts';
import type { DecodeCounters, Decoded } from '../decoded.ts';
import { targetsByType } from '../events.ts';
import { FastDecoder } from './fast-decoder.ts';

const SCHEMA: EventSchema = {
  name: 'shop.Bought',
  wireNames: ['Bought', 'shop.Bought'],
  fields: [
    { name: 'price', type: { kind: 'decimal' }, optional: false, pii: false },
    { name: 'color', type: { kind: 'enum', members: ['red', 'blue'] }, optional: true, pii: false },
    { name: 'note', type: { kind: 'string' }, optional: true, pii: false },
  ],
};
const MANIFEST = { events: [SCHEMA], user: [], purposes: [] } as unknown as Manifest;

const record = (attributes: string, data: string): string =>
  `{"id":"1","type":"Bought","subject":"ann","time":"2026-03-01T10:00:00Z"${attributes},"data":${data}}`;

function counters(): DecodeCounters {
  return { unknownFields: 0, missingFields: 0 };
}

interface Result {
  readonly decoded: Decoded | null;
  readonly counts: DecodeCounters;
}

/** With the fast decoder, and with the one that it must agree with. */
function decodeTwice(text: string, untilMs: number): { readonly fast: Result; readonly general: Result } {
  const origin = { input: 'events.ndjson', line: 7 };
  const counts = [counters(), counters()] as const;
  const fast = new FastDecoder(MANIFEST, targetsByType(MANIFEST), counts[0]);
  const general = createCloudEventDecoder(MANIFEST, counts[1], { fast: false });
  return {
    fast: { decoded: fast.decode(text, origin, untilMs), counts: counts[0] },
    general: { decoded: general(text, origin, untilMs), counts: counts[1] },
  };
}

describe('the fast decoder', () => {
  test.each([
    [
      'white space',
      ' {"time" : "2026-03-01T10:00:00.5+02:00" , "type":"Bought","subject":"a","data":{ "price": 1 }}\n',
    ],
    ['data before the type', '{"data":{"price":1},"type":"Bought","subject":"a","time":1772359200000}'],
    ['unknown names in data, one of them twice', record('', '{"price":1,"x":{"y":[1,{}]},"z":"\\n","x":2}')],
    ['nulls', record(',"tenant":null,"session":null', '{"price":1,"note":null}')],
    ['a decimal in a string', record('', '{"price":"0012.34565"}')],
    ['a type that nobody declares', record('', '[1]').replace('Bought', 'Returned')],
    ['an instant after the end', record('', '{"price":1}').replace('2026', '2027')],
  ])('answers: %s', (_, text) => {
    const { fast, general } = decodeTwice(text, Date.UTC(2027, 0));
    expect(fast.decoded).not.toBeNull();
    expect(fast).toStrictEqual(general);
  });

  test.each([
    ['an escape', record('', '{"price":1,"note":"a\\nb"}')],
    ['text that may not be NFC', record('', '{"price":1,"note":"e\u0301"}')],
    ['a name twice', record('', '{"price":1,"price":2}')],
    ['an attribute twice', record(',"subject":"bob"', '{"price":1}')],
    ['a bad value of an optional field', record('', '{"price":1,"color":"green"}')],
    ['a missing required field', record('', '{"color":"red"}')],
    ['a built-in type', record('', '{}').replace('Bought', 'user.updated')],
    ['a comma too much', record('', '{"price":1,}')],
    ['null behind another value', record('', '{"price":1}').replace('"1"', '""null')],
    ['garbage behind the end', `${record('', '{"price":1}')}x`],
    ['a number with an exponent', record('', '{"price":1e1}')],
    ['a leading zero', record('', '{"price":01}')],
  ])('leaves to the general decoder: %s', (_, text) => {
    expect(decodeTwice(text, Infinity).fast).toEqual({ decoded: null, counts: counters() });
  });
});
