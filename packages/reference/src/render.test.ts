import { describe, expect, test } from 'vitest';
import { checked } from '../test/support/telling.ts';
import { chooseLocale, decimalText, renderLocale } from './render.ts';
import { bool, number, text } from './values/datum.ts';

describe('Output: decimals', () => {
  test.each([
    [50n, ['0,01', '0', '0,0', '0,005', '0,0050']],
    [-50n, ['-0,01', '0', '0,0', '-0,005', '-0,0050']],
    [-49n, ['0,00', '0', '0,0', '-0,005', '-0,0049']],
    [5_000n, ['0,50', '1', '0,5', '0,500', '0,5000']],
    [-25_000n, ['-2,50', '-3', '-2,5', '-2,500', '-2,5000']],
    [9_999n, ['1,00', '1', '1,0', '1,000', '0,9999']],
    [0n, ['0,00', '0', '0,0', '0,000', '0,0000']],
    [
      5_000_000_000_000_000n,
      ['500000000000,00', '500000000000', '500000000000,0', '500000000000,000', '500000000000,0000'],
    ],
  ])('%d ten-thousandths, with 2, 0, 1, 3 and 4 digits', (scaled, texts) => {
    expect([2, 0, 1, 3, 4].map((digits) => decimalText(scaled, digits, ','))).toEqual(texts);
  });
});

describe('Output: templates', () => {
  const [template] = checked(`
    template T(n: int, b: bool, s: string, at: timestamp, x: decimal) {
      en { z "{n} {b} {s} e\\u{301}" a "{at} {x} {{x}" }
      de { z "" a "{x:1}" }
      de-AT { z "" a "{x:3}" }
    }`).templates;
  if (template === undefined) throw new Error('there is a template');
  const values = new Map([
    ['n', number('int', 1_234_567)],
    ['b', bool(true)],
    ['s', text('{n}')],
    ['at', number('timestamp', 5)],
    ['x', number('decimal', 15_000)],
  ]);
  const shown = (locale: string | null): unknown => {
    const chosen = chooseLocale(template, locale);
    return [chosen.tag.text, renderLocale(chosen, values)];
  };

  test('a hole prints its value; the keys come in the order written', () => {
    expect(shown('en')).toEqual([
      'en',
      [
        ['z', '1234567 true {n} \u00e9'],
        ['a', '1970-01-01T00:00:00.005Z 1.50 {x}'],
      ],
    ]);
  });

  test.each([
    ['de-AT', 'de-AT', '1,500'],
    ['de-AT-1901', 'de-AT', '1,500'],
    ['de-CH', 'de', '1,5'],
    ['de', 'de', '1,5'],
  ])('the locale %s falls back to %s', (wanted, used, a) => {
    expect(shown(wanted)).toEqual([
      used,
      [
        ['z', ''],
        ['a', a],
      ],
    ]);
  });

  test.each(['fr', '', 'd', 'den', null])('the locale %j falls back to the first', (wanted) => {
    expect(chooseLocale(template, wanted).tag.text).toBe('en');
  });
});
