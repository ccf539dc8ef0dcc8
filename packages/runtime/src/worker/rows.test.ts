import { describe, expect, it } from 'vitest';
import { type Draft, deadLetterRow, oversizeRow } from './rows.ts';

describe('a dead letter', () => {
  const from = { topic: 'events', partition: 3 };
  /** What was fetched at once: the record's value is a small part of it. */
  const fetched = Buffer.alloc(1 << 20, 'x');
  const value = fetched.subarray(100, 110);
  const record = { offset: 7, value, key: fetched.subarray(0, 2), arrivalMs: null, headers: null };
  const refusal = { id: 'n-1', field: null, message: null };

  it('holds bytes of its own, not all that was fetched with its record', () => {
    for (const code of ['bad_json', 'oversize'] as const) {
      const row = deadLetterRow(record, from, { ...refusal, code });
      expect(row.value).toEqual(value);
      expect(row.value.buffer).not.toBe(fetched.buffer);
    }
  });

  it('of a message that is too large is its beginning, without the rest', () => {
    const row: Draft = { offset: 7, output: 'nudges', key: 'acme:ann', value: fetched, headers: [] };
    const { value: beginning, headers } = oversizeRow(row);
    expect(beginning).toEqual(fetched.subarray(0, 64 * 1024));
    expect(beginning.buffer.byteLength).toBeLessThan(fetched.length);
    expect(headers).toContainEqual(['nudge-bytes', String(fetched.length)]);
  });

  it('of a record without a value has none either', () => {
    const row = deadLetterRow({ ...record, value: null }, from, { ...refusal, code: 'bad_json' });
    expect(row.value.length).toBe(0);
  });
});
