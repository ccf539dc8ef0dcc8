import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closest } from './did-you-mean.ts';

describe('the closest word', () => {
  test.each([
    ['wehn', ['when', 'where'], 'when'],
    ['segmnt', ['segment', 'send'], 'segment'],
    ['contry', ['country', 'county'], 'country'],
    ['Order', ['order', 'Orders'], 'order'],
    ['ORDER', ['order'], 'order'],
    ['onn', ['on', 'or'], 'on'],
    ['ni', ['is', 'in'], 'in'],
    ['fro', ['for', 'or'], 'for'],
    ['abc', ['xyz', 'abcdefg'], undefined],
    ['is', ['in', 'as'], undefined],
    ['when', ['when'], undefined],
    ['', ['a'], undefined],
    ['x'.repeat(100), ['x'.repeat(100)], undefined],
  ] as const)('to %j of %j is %j', (word, candidates, expected) => {
    expect(closest(word, candidates)).toBe(expected);
  });

  test('is one of the candidates and not the word itself', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 12 }),
        fc.array(fc.string({ maxLength: 12 })),
        (word, candidates) => {
          const found = closest(word, candidates);
          if (found !== undefined) expect(candidates.filter((c) => c !== word)).toContain(found);
        },
      ),
    );
  });

  test('finds one slip in a word of four letters or more', () => {
    const letters = fc.stringMatching(/^[a-z]{4,12}$/);
    fc.assert(
      fc.property(letters, fc.nat(), fc.constantFrom('drop', 'swap', 'change'), (word, place, slip) => {
        const at = place % (word.length - 1);
        const [a, b] = [word.charAt(at), word.charAt(at + 1)];
        const middle = slip === 'drop' ? b : slip === 'swap' ? b + a : `_${b}`;
        const slipped = word.slice(0, at) + middle + word.slice(at + 2);
        if (slipped !== word) expect(closest(slipped, [word])).toBe(word);
      }),
    );
  });
});
