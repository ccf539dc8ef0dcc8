import type { Type } from '@nudge/dsl';
import { expect, test } from 'vitest';
import { valueText } from './value-text.ts';

const plain = (kind: 'decimal' | 'timestamp' | 'duration' | 'string'): Type => ({ kind, optional: false });

test('values read as an author would write them', () => {
  expect(valueText(255_000, plain('decimal'))).toBe('25.5');
  expect(valueText(0, plain('timestamp'))).toBe('1970-01-01T00:00:00.000Z');
  expect(valueText('a "b"', plain('string'))).toBe('"a \\"b\\""');
  expect(valueText([10_000, -1], { kind: 'list', of: plain('decimal'), optional: false })).toBe(
    '[1, -0.0001]',
  );
  expect(valueText(null, plain('decimal'))).toBe('missing');
});
