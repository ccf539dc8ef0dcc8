import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OUTPUTS, type OutboxRow } from '../ports/effect-sink.ts';
import { STATE_GROUPS } from '../ports/state-groups.ts';
import { decodeOutboxRow, encodeOutboxRow } from './outbox-bytes.ts';
import { decodeProgress, encodeProgress } from './progress-text.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 200 });

it('an outbox row comes back as it was', () => {
  const row: fc.Arbitrary<OutboxRow> = fc.record({
    seq: fc.maxSafeNat(),
    offset: fc.oneof(fc.constant(-1), fc.nat(), fc.constant(2 ** 53 - 2)),
    output: fc.constantFrom(...OUTPUTS),
    key: text,
    value: fc.uint8Array({ maxLength: 300 }),
    headers: fc.array(fc.tuple(text, text), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(row, (r) => {
      expect(decodeOutboxRow(encodeOutboxRow(r))).toEqual(r);
    }),
  );
});

it('an outbox row that was cut short or is of another version is refused', () => {
  const bytes = encodeOutboxRow({
    seq: 1,
    offset: -1,
    output: 'late',
    key: 'a',
    value: new Uint8Array([1, 2]),
    headers: [],
  });
  for (let cut = 0; cut < bytes.length; cut++) {
    expect(() => decodeOutboxRow(bytes.subarray(0, cut)), `at ${cut}`).toThrow('damaged');
  }
  const later = bytes.slice();
  later[0] = 9;
  expect(() => decodeOutboxRow(later)).toThrow('byte form 9; this version of nudge reads 1');
});

it('progress comes back as it was, also without a watermark', () => {
  const progress = fc.record({
    nextOffset: fc.maxSafeNat(),
    watermarkMs: fc.oneof(fc.constant(-Infinity), fc.integer({ min: -1e15, max: 1e15 })),
    states: fc.array(
      fc.record({
        nextOffset: fc.maxSafeNat(),
        watermarkMs: fc.oneof(fc.constant(-Infinity), fc.integer({ min: -1e15, max: 1e15 })),
      }),
      { minLength: STATE_GROUPS, maxLength: STATE_GROUPS },
    ),
    swept: fc.boolean(),
    seq: fc.maxSafeNat(),
    outTo: fc.maxSafeNat(),
    activations: fc.array(fc.record({ version: text, fromOffset: fc.maxSafeNat() }), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(progress, (p) => {
      expect(decodeProgress(encodeProgress(p))).toEqual(p);
    }),
  );
});

it('progress that is damaged or of another version is refused', () => {
  for (const bad of [
    '',
    '{',
    '1',
    '{"v":1}',
    '{"v":1,"nextOffset":1,"watermarkMs":"x","swept":true,"seq":1,"activations":[]}',
  ]) {
    expect(() => decodeProgress(bad), bad).toThrow('damaged');
  }
  expect(() => decodeProgress('[]')).toThrow('form undefined');
  expect(() => decodeProgress('{"v":2}')).toThrow('form 2; this version of nudge reads 1');
});
