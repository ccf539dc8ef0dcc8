import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RawRecord } from '@nudge/engine';
import { afterAll, describe, expect, test } from 'vitest';
import { type ReadRecordsOptions, readRecords } from './read-records.ts';

const folder = mkdtempSync(join(tmpdir(), 'nudge-readers-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function recordsOf(path: string, options: Partial<ReadRecordsOptions> = {}): Promise<RawRecord[]> {
  const records: RawRecord[] = [];
  const chooseFormat = (first: string): 'csv' | 'ndjson' => (first === '{' ? 'ndjson' : 'csv');
  for await (const batch of readRecords(path, { standardInput: nothing(), chooseFormat, ...options })) {
    records.push(...batch);
  }
  return records;
}

describe('records of a file', () => {
  test('rule 7: a record knows the last part of the file name whole and its line', async () => {
    const path = fileOf('e.ndjson', '{"a":1}\n\r\n\n{"a":2}\r\n');
    expect(await recordsOf(path)).toEqual([
      { kind: 'json', text: '{"a":1}', origin: { input: 'e.ndjson', line: 1 } },
      { kind: 'json', text: '{"a":2}\r', origin: { input: 'e.ndjson', line: 4 } },
    ]);
  });

  test('rule 7: the header of a CSV file is line 1; gzip is known by its first bytes', async () => {
    const path = fileOf('e.csv.gz', gzipSync('\ufeffuser,at\nann,1\n'));
    const headers: (readonly string[])[] = [];
    const records = await recordsOf(path, { onHeader: (header) => headers.push(header) });
    expect(headers).toEqual([['user', 'at']]);
    expect(records).toEqual([
      { kind: 'csv', header: ['user', 'at'], cells: ['ann', '1'], origin: { input: 'e.csv.gz', line: 2 } },
    ]);
  });

  test('standard input is called `-`', async () => {
    async function* stdin(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array([0x7b]);
      yield new Uint8Array([0x7d]);
    }
    expect(await recordsOf('-', { standardInput: stdin() })).toEqual([
      { kind: 'json', text: '{}', origin: { input: '-', line: 1 } },
    ]);
  });

  test.each([
    ['an empty file', ''],
    ['a header alone', 'user,at\n'],
    ['empty lines', '\n\n\n'],
  ])('%s has no records', async (_, content) => {
    expect(await recordsOf(fileOf('none.csv', content))).toEqual([]);
  });

  test('a damaged row and a record beyond all measure are each one record that is no JSON', async () => {
    const damaged = await recordsOf(fileOf('bad.csv', 'a,b\n"x"y,1\n2,3\n'));
    expect(damaged.map(({ kind, origin }) => [kind, origin.line])).toEqual([
      ['json', 2],
      ['csv', 3],
    ]);
    const long = await recordsOf(fileOf('long.ndjson', `{"a":1}\n{"${'x'.repeat(100)}":1}\n{"b":1}\n`), {
      recordBytesMax: 50,
    });
    expect(long.map(({ origin }) => origin.line)).toEqual([1, 2, 3]);
    expect(() => JSON.parse(long[1]?.kind === 'json' ? long[1].text : '{}')).toThrow();
  });

  test('a damaged header still names columns', async () => {
    const headers: (readonly string[])[] = [];
    await recordsOf(fileOf('head.csv', '"user,at\nann,1\n'), { onHeader: (header) => headers.push(header) });
    expect(headers).toEqual([['"user', 'at']]);
  });

  test('what cannot be read says why and where', async () => {
    const truncated = fileOf('cut.gz', gzipSync('{"a":1}\n'.repeat(1000)).subarray(0, 40));
    const damaged = fileOf('damaged.gz', Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(40, 7)]));
    await expect(recordsOf(truncated)).rejects.toThrow(`${truncated}: the gzip data ends in the middle`);
    await expect(recordsOf(damaged)).rejects.toThrow(`${damaged}: the gzip data is damaged`);
    await expect(recordsOf(folder)).rejects.toThrow(`${folder}: is a folder, not a file`);
    await expect(recordsOf(join(folder, 'none'))).rejects.toThrow('no such file or folder');
  });
});
