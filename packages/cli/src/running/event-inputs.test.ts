import type { Manifest, SourceSchema } from '@nudge/engine';
import { describe, expect, test } from 'vitest';
import { formatByName, headerWarnings, namedSource, readingOf } from './event-inputs.ts';

const source = (name: string, format: 'csv' | 'json'): SourceSchema => ({
  name,
  format,
  attributes: [],
  mappings: [],
});
const csv = source('shop.clicks', 'csv');
const otherCsv = source('shop.visits', 'csv');
const json = source('shop.hooks', 'json');
const manifest = (...sources: SourceSchema[]): Manifest => ({ sources }) as unknown as Manifest;

test.each([
  ['a.csv', 'csv'],
  ['A.CSV.GZ', 'csv'],
  ['a.ndjson.gz', 'ndjson'],
  ['a.jsonl', 'ndjson'],
  ['a.json', 'ndjson'],
  ['a.gz', null],
  ['-', null],
])('the name %s means %s', (name, format) => {
  expect(formatByName(name)).toBe(format);
});

describe('how an input is read', () => {
  test('NDJSON is CloudEvents, unless a json source is named', () => {
    expect(readingOf('e.ndjson', '{', manifest(csv, json), null)).toEqual({ format: 'ndjson', source: null });
    expect(readingOf('e.ndjson', '{', manifest(csv, json), csv)).toEqual({ format: 'ndjson', source: null });
    expect(readingOf('e.ndjson', '{', manifest(csv, json), json)).toEqual({ format: 'ndjson', source: json });
  });

  test('CSV goes through the source that was named, or through the only one there is', () => {
    expect(readingOf('e.csv', 'u', manifest(csv, json), null)).toEqual({ format: 'csv', source: csv });
    expect(readingOf('e.csv', 'u', manifest(csv, otherCsv), otherCsv)).toEqual({
      format: 'csv',
      source: otherCsv,
    });
  });

  test('CSV without a source that fits is wrong usage, which names the choices', () => {
    expect(() => readingOf('e.csv', 'u', manifest(json), null)).toThrow(
      'declare no source with `format csv`',
    );
    expect(() => readingOf('e.csv', 'u', manifest(csv, otherCsv), null)).toThrow(
      '`shop.clicks`, `shop.visits`',
    );
    expect(() => readingOf('e.csv', 'u', manifest(csv, json), json)).toThrow('`shop.hooks` reads json');
  });

  test('where the name says nothing, a brace means NDJSON and the rest is up to the source', () => {
    expect(readingOf('-', 'u', manifest(csv), csv)).toEqual({ format: 'csv', source: csv });
    expect(readingOf('-', '{', manifest(csv), csv)).toEqual({ format: 'ndjson', source: null });
    expect(readingOf('-', 'x', manifest(csv), null)).toEqual({ format: 'ndjson', source: null });
  });

  test('a source is named with or without its module', () => {
    const both = manifest(csv, source('other.clicks', 'csv'), json);
    expect(namedSource(both, 'shop.clicks')).toBe(csv);
    expect(namedSource(both, 'hooks')).toBe(json);
    expect(() => namedSource(both, 'clicks')).toThrow('one of several');
    expect(() => namedSource(both, 'hoks')).toThrow('did you mean `hooks`?');
    expect(() => namedSource(both, 'nope')).toThrow('there is no source `nope`');
  });
});

test('a header that lacks a column, or has it twice, is worth a warning', () => {
  expect(headerWarnings(['a', 'b', 'b', 'x', 'x'], ['a', 'b', 'c'])).toEqual([
    'there is no column `c`',
    'there are two columns `b`; the first one counts',
  ]);
});
