import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter, SnapshotError } from './bytes.ts';
import { readValue, writeValue } from './values.ts';

describe('the binary form', () => {
  it('gives back every value, text and instant', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        fc.constant(null),
        fc.boolean(),
        fc.maxSafeInteger().map((n) => n + 0),
        fc.string({ unit: 'grapheme' }),
        fc.array(tie('any'), { maxLength: 3 }),
      ),
    })).any as fc.Arbitrary<Parameters<typeof writeValue>[1]>;
    const instant = fc.oneof(
      fc.maxSafeNat().map((n) => Math.floor(n / 2)),
      fc.constantFrom(Number.NaN, Infinity, -Infinity),
    );
    fc.assert(
      fc.property(fc.array(value), fc.array(instant), (values, instants) => {
        const out = new ByteWriter();
        for (const v of values) writeValue(out, v);
        for (const t of instants) out.instant(t);
        const input = new ByteReader(out.finish());
        for (const v of values) expect(readValue(input)).toEqual(v);
        for (const t of instants) expect(input.instant()).toBe(t);
        expect(input.atEnd()).toBe(true);
      }),
    );
  });

  it('refuses bytes that end too early, and never reads past them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        const input = new ByteReader(bytes);
        try {
          while (!input.atEnd()) readValue(input);
        } catch (error) {
          if (error instanceof RangeError || error instanceof SyntaxError) throw error;
          expect(error).toBeInstanceOf(SnapshotError);
        }
      }),
    );
  });
});
