import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Cursor } from './cursor.ts';
import { skipValue } from './skip-value.ts';

function skips(text: string): boolean {
  const cursor = new Cursor();
  cursor.start(text);
  return skipValue(cursor) && cursor.at === text.length;
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    // Around the value the caller looks for white space.
    return text.trim() === text;
  } catch {
    return false;
  }
}

const PIECES = ['"', '\\', '\\u00e', '\\u', 'e', 'E', '+', '-', '.', '0', '1', ',', ':', '[', ']', '{', '}'];
const OTHER_PIECES = [
  '\t',
  '\n',
  '\u0000',
  '\u001f',
  '\u00a0',
  '\ud800',
  'true',
  'nul',
  'null',
  ' ',
  '""',
  'g',
  '/',
];
const piece = fc.constantFrom(...PIECES, ...OTHER_PIECES);

describe('going over a JSON value', () => {
  test('law: it goes over all that JSON.parse takes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat({ max: 3 }), (value, indent) => {
        expect(skips(JSON.stringify(value, null, indent))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('law: it refuses all that JSON.parse refuses', () => {
    const changed = fc
      .tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.nat({ max: 3 }), piece)
      .map(([text, at, count, put]) => {
        const from = at % (text.length + 1);
        return text.slice(0, from) + put + text.slice(from + count);
      });
    const made = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    const quoted = made.map((text) => `"${text}"`);
    fc.assert(
      fc.property(fc.oneof(changed, made, quoted), (text) => {
        expect(skips(text), JSON.stringify(text)).toBe(parses(text));
      }),
      { numRuns: 30_000 },
    );
  });

  test('gives up what is very deep', () => {
    expect(skips('['.repeat(32) + ']'.repeat(32))).toBe(true);
    expect(skips('['.repeat(33) + ']'.repeat(33))).toBe(false);
  });
});
