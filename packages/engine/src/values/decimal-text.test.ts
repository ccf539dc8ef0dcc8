import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DecimalRead,
  decimalToJson,
  type FractionDigits,
  formatDecimal,
  parseDecimalText,
  parseJsonNumber,
} from './decimal-text.ts';
import { DECIMAL_MAX } from './numbers.ts';

/** The oracle: `-?\d+(\.\d+)?([eE][+-]?\d+)?` by way of bigints. */
function readExactly(text: string): DecimalRead {
  const [mantissa = '', exponent = '0'] = text.replace('-', '').toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const shift = Number(text.toLowerCase().split('e')[1] ?? exponent) - fraction.length + 5;
  const digits = BigInt(whole + fraction);
  const tenths = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  const size = (tenths + 5n) / 10n;
  if (size > BigInt(DECIMAL_MAX)) return 'out_of_range';
  const sign = text.startsWith('-') ? -1n : 1n;
  return { kind: 'decimal', scaled: Number(sign * size) };
}

const decimal = (scaled: number): DecimalRead => ({ kind: 'decimal', scaled });

const doubles = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -6e11, max: 6e11, noNaN: true }),
  fc.double({ min: -10, max: 10, noNaN: true }),
  fc.integer({ min: -10_000_000, max: 10_000_000 }).map((n) => n / 100_000),
  fc.maxSafeInteger(),
);

describe('JSON numbers', () => {
  it('rule 6: a number is its shortest round-trip text, rounded half away from zero to four digits', () => {
    fc.assert(
      fc.property(doubles, (n) => {
        expect(parseJsonNumber(n)).toEqual(readExactly(String(n)));
      }),
      { numRuns: 5000 },
    );
  });

  it('rule 6: the text is rounded, not the double', () => {
    expect(parseJsonNumber(1.00005)).toEqual(decimal(10_001)); // the double is 1.000049999…
    expect(parseJsonNumber(-1.00005)).toEqual(decimal(-10_001));
    expect(parseJsonNumber(1.00015)).toEqual(decimal(10_002));
    expect(parseJsonNumber(0.00005)).toEqual(decimal(1));
    expect(parseJsonNumber(0.000049)).toEqual(decimal(0));
    expect(parseJsonNumber(25)).toEqual(decimal(250_000));
    expect(parseJsonNumber(5e-324)).toEqual(decimal(0));
    expect(parseJsonNumber(-1e-7)).toEqual(decimal(0));
    expect(parseJsonNumber(-0)).toEqual(decimal(0));
    expect(parseJsonNumber(-0.00001)).toEqual(decimal(0));
  });

  it('rule 5: a number beyond the range is out of it', () => {
    expect(parseJsonNumber(500_000_000_000)).toEqual(decimal(DECIMAL_MAX));
    expect(parseJsonNumber(-500_000_000_000)).toEqual(decimal(-DECIMAL_MAX));
    for (const n of [
      500_000_000_000.0001,
      500_000_000_001,
      2 ** 53,
      1e15,
      1e21,
      Number.MAX_VALUE,
      Number.POSITIVE_INFINITY,
    ]) {
      expect(parseJsonNumber(n)).toBe('out_of_range');
      expect(parseJsonNumber(-n)).toBe('out_of_range');
    }
  });
});

describe('decimal text', () => {
  const digits = fc.stringMatching(/^[0-9]{1,20}$/);
  const texts = fc
    .tuple(fc.constantFrom('', '-'), digits, fc.option(digits))
    .map(([sign, whole, fraction]) => sign + whole + (fraction === null ? '' : `.${fraction}`));

  it('rule 6: digits beyond the fourth are rounded half away from zero', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(parseDecimalText(text)).toEqual(readExactly(text));
      }),
      { numRuns: 5000 },
    );
    expect(parseDecimalText('0.00005')).toEqual(decimal(1));
    expect(parseDecimalText('-0.00005')).toEqual(decimal(-1));
    expect(parseDecimalText('0.000049999999999999999999999')).toEqual(decimal(0));
    expect(parseDecimalText('-0.00004')).toEqual(decimal(0));
    expect(parseDecimalText('-0')).toEqual(decimal(0));
    expect(parseDecimalText('007.50')).toEqual(decimal(75_000));
    expect(parseDecimalText('499999999999.99995')).toEqual(decimal(DECIMAL_MAX));
    expect(parseDecimalText('500000000000.00004')).toEqual(decimal(DECIMAL_MAX));
    expect(parseDecimalText('500000000000.00005')).toBe('out_of_range');
  });

  it('rule 6: other text is no number', () => {
    const others = [
      '',
      '-',
      '+1',
      '.5',
      '5.',
      '1e3',
      '1,5',
      ' 1',
      '1\n',
      '1.2.3',
      '0x10',
      'NaN',
      '٣',
      '1_000',
    ];
    for (const text of others) expect(parseDecimalText(text)).toBeNull();
  });

  it('reads text of any length', () => {
    const zeros = '0'.repeat(1_000_000);
    expect(parseDecimalText(`${zeros}12.5${zeros}`)).toEqual(decimal(125_000));
    expect(parseDecimalText(`1${zeros}`)).toBe('out_of_range');
    expect(parseDecimalText(`${zeros}x`)).toBeNull();
  });
});

describe('decimals printed', () => {
  const scaled = fc.integer({ min: -DECIMAL_MAX, max: DECIMAL_MAX }).map((n) => n + 0);

  it('Output: JSON has no exponent, no trailing zeros and no -0, and reads back', () => {
    fc.assert(
      fc.property(scaled, (n) => {
        const text = decimalToJson(n);
        expect(text).toMatch(/^(0|-?[1-9]\d*|-?(0|[1-9]\d*)\.\d{0,3}[1-9])$/);
        expect(parseDecimalText(text)).toEqual(decimal(n));
      }),
    );
    expect([250_000, 255_000, 0, -0, -1, 1, 10, DECIMAL_MAX, -DECIMAL_MAX].map(decimalToJson)).toEqual([
      '25',
      '25.5',
      '0',
      '0',
      '-0.0001',
      '0.0001',
      '0.001',
      '500000000000',
      '-500000000000',
    ]);
    expect(decimalToJson(DECIMAL_MAX - 1)).toBe('499999999999.9999');
  });

  it('a template prints 0 to 4 digits, rounded half away from zero', () => {
    fc.assert(
      fc.property(scaled, fc.constantFrom<FractionDigits>(0, 1, 2, 3, 4), (n, digits) => {
        const unit = 10n ** BigInt(4 - digits);
        const size = BigInt(Math.abs(n));
        const rounded = (size + unit / 2n) / unit;
        const text = formatDecimal(n, digits, '.');
        expect(text).toMatch(digits === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${digits}}$`));
        expect(BigInt(text.replace(/[-.]/g, ''))).toBe(rounded);
        expect(text.startsWith('-')).toBe(n < 0 && rounded !== 0n);
      }),
    );
  });

  it.each([
    [12_345_000, 2, '.', '1234.50'],
    [12_345_000, 2, ',', '1234,50'],
    [12_345_678, 4, '.', '1234.5678'],
    [12_345_678, 0, '.', '1235'],
    [5_000, 0, '.', '1'],
    [-5_000, 0, '.', '-1'],
    [-4_999, 0, '.', '0'],
    [50, 2, '.', '0.01'],
    [-50, 2, '.', '-0.01'],
    [-49, 2, '.', '0.00'],
    [0, 2, ',', '0,00'],
    [9_999, 3, '.', '1.000'],
    [DECIMAL_MAX, 2, '.', '500000000000.00'],
  ] as const)('%d with %d digits and mark %s is %s', (n, digits, mark, text) => {
    expect(formatDecimal(n, digits, mark)).toBe(text);
  });
});
