import { expect, it } from 'vitest';
import { valueToJson } from './json-value.ts';

it('prints every kind of value as canonical JSON', () => {
  expect(valueToJson(null, 'decimal')).toBe('null');
  expect(valueToJson(255_000, 'decimal')).toBe('25.5');
  expect(valueToJson(0, 'timestamp')).toBe('"1970-01-01T00:00:00.000Z"');
  expect(valueToJson('"', 'string')).toBe('"\\""');
  expect(valueToJson(true, 'bool')).toBe('true');
  expect(valueToJson(90_000, 'duration')).toBe('90000');
  expect(valueToJson([15_000, 20_000], 'list', 'decimal')).toBe('[1.5,2]');
  expect(valueToJson(['a', 'b'], 'list', 'enum')).toBe('["a","b"]');
});
