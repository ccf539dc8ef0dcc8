import type { Option } from '../dice.ts';
import { BINDS, hole, type Piece } from '../piece.ts';
import { STRING } from '../types.ts';
import { stringLiteral } from '../values/literal.ts';
import { drawGlob } from '../values/pools.ts';
import { comparison, hasSubject, other, subject } from './compare.ts';
import type { Site } from './site.ts';

/** `contains`, `starts with`, `ends with`, `matches glob`. */
export function stringTests(site: Site, depth: number): Option<Piece>[] {
  if (!hasSubject(site, STRING, depth)) return [];
  const mayMiss = site.polarity === 'positive';
  const test = (word: string, pattern: () => Piece): Option<Piece> => ({
    of: word,
    weight: 0.7,
    make: () =>
      comparison([
        hole(subject(site, STRING, mayMiss, depth), BINDS.coalesce),
        ` ${word} `,
        hole(pattern(), BINDS.coalesce),
      ]),
  });
  const any = (): Piece => other(site, STRING, mayMiss, depth);
  return [
    test('contains', any),
    test('starts with', any),
    test('ends with', any),
    test('matches glob', () => stringLiteral(drawGlob(site.dice))),
  ];
}
