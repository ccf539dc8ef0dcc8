import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareUtf8, isIdText, isStorable, lengthCodePoints, lowerAscii, toNfc } from './strings.ts';

/** Characters on both sides of every border that matters, so that strings often share a prefix. */
const text = fc.string({
  unit: fc.constantFrom(
    '',
    'a',
    'B',
    'é',
    '\u0301',
    '\u07ff',
    '\ud7ff',
    '\ue000',
    '\uffee',
    '😀',
    '\u{10ffff}',
  ),
  maxLength: 6,
});

it('rule 19: strings are ordered by their UTF-8 bytes', () => {
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), text, (a, b) => {
      expect(compareUtf8(a, b)).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 1500 },
  );
  expect(compareUtf8('😀', '\uffee')).toBe(1);
  expect('😀' < '\uffee').toBe(true); // which is why `<` is not used
  expect([compareUtf8('a', 'a'), compareUtf8('a', 'ab'), compareUtf8('ab', 'a')]).toEqual([0, -1, 1]);
});

it('rule 19: lower is A–Z only', () => {
  expect(lowerAscii('AZ az ÀÉ ẞ İ Σ \u212a 😀')).toBe('az az ÀÉ ẞ İ Σ \u212a 😀');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (s) => {
      const expected = [...s]
        .map((c) => (c >= 'A' && c <= 'Z' && c.length === 1 ? c.toLowerCase() : c))
        .join('');
      expect(lowerAscii(s)).toBe(expected);
    }),
  );
});

it('rule 19: lower does not renormalise', () => {
  expect(lowerAscii('A\u0301')).toBe('a\u0301');
});

it('length counts code points', () => {
  fc.assert(
    fc.property(text, (s) => {
      expect(lengthCodePoints(s)).toBe([...s].length);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (s) => {
      expect(lengthCodePoints(s)).toBe([...s].length);
    }),
  );
  expect([lengthCodePoints(''), lengthCodePoints('😀a😀'), lengthCodePoints('e\u0301')]).toEqual([0, 3, 2]);
});

it('rule 5: a string holds neither U+0000 nor lone surrogates', () => {
  for (const good of ['', 'a', '😀', '\u0001\n', '\uffff', '\ud83d\ude00'])
    expect(isStorable(good)).toBe(true);
  for (const bad of ['\0', 'a\0b', '\ud83d', '\ude00', '\ude00\ud83d', 'a\ud83d', '\ud83d\ud83d\ude00']) {
    expect(isStorable(bad)).toBe(false);
    expect(isIdText(bad)).toBe(false);
  }
});

it('rule 5: an id is not empty and holds no U+0000–U+001F', () => {
  for (const good of ['a', ' ', 'o-1', 'änn 😀', '\u007f']) expect(isIdText(good)).toBe(true);
  for (const bad of ['', '\u001f', 'a\nb', 'a\t', '\u0000']) expect(isIdText(bad)).toBe(false);
});

it('rule 5: strings are NFC-normalised', () => {
  expect(toNfc('e\u0301')).toBe('é');
  expect(toNfc('\u212b')).toBe('\u00c5');
  expect(toNfc('\u1100\u1161')).toBe('\uac00');
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), (s) => {
      expect(toNfc(s)).toBe(s.normalize('NFC'));
    }),
  );
});

it('what needs no normalising below U+0300 is left alone', () => {
  const all = Array.from({ length: 0x300 }, (_, code) => String.fromCharCode(code)).join('');
  expect(all.normalize('NFC')).toBe(all);
  expect(toNfc(all)).toBe(all);
});
