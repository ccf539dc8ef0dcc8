import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FileSource, type FileSourceOptions } from '../../src/file-io/file-source.ts';
import { LineCutter } from '../../src/file-io/line-cutter.ts';
import { StandardInputSource } from '../../src/file-io/standard-input-source.ts';
import { systemClock } from '../../src/host/system-clock.ts';
import { Heard, WAIT } from './heard.ts';

let folder = '';
let path = '';
let source: FileSource;
let heard: Heard;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nudge-file-source-'));
  path = join(folder, 'events.ndjson');
});
afterEach(async () => {
  await source.stop();
  await rm(folder, { recursive: true });
});

async function start(content: string, options: Partial<FileSourceOptions> = {}): Promise<void> {
  await writeFile(path, content);
  source = new FileSource({ path, clock: systemClock, ...options });
  heard = new Heard();
  await source.start(heard);
}

describe('a file of events', () => {
  test('rule 1: offsets are lines; empty ones count and are no records; the last needs no line end', async () => {
    await start('\ufeffa\n\n\r\nb\r\nc');
    source.seek(0, 0);
    expect(await source.finished).toBe(6);
    expect(heard.of(0).map(({ offset }) => offset)).toEqual([1, 4, 5]);
    expect(heard.values(0)).toEqual(['a', 'b', 'c']);
    expect(heard.ends).toEqual([{ partition: 0, offset: 6, after: 3 }]);
    expect(source.name).toBe('events.ndjson');
  });

  test('is not there: `start` says so', async () => {
    await start('');
    const gone = new FileSource({ path: join(folder, 'none'), clock: systemClock });
    await expect(gone.start(heard)).rejects.toThrow('none: no such file or folder');
  });

  test('a line beyond all measure comes cut short, one byte past the limit', async () => {
    await start('123456789\nab\n', { lineBytesMax: 4 });
    source.seek(0, 0);
    await heard.hears(0, ['12345', 'ab']);
  });

  test('followed, a line is delivered when it is whole', async () => {
    await start('a\nb', { follow: true });
    source.seek(0, 0);
    await heard.hears(0, ['a']);
    await vi.waitFor(() => expect(heard.ends.length).toBeGreaterThan(0), WAIT);
    await appendFile(path, 'c\nd\n');
    await heard.hears(0, ['a', 'bc', 'd']);
  });

  test.each([
    ['has become shorter while it was followed', () => truncate(path, 1)],
    [
      'another file has taken its place',
      async () => {
        await writeFile(`${path}.new`, 'x\ny\nz\n');
        await rename(`${path}.new`, path);
      },
    ],
    ['no such file or folder', () => rm(path)],
  ])('followed, it fails when it %s', async (message, change) => {
    await start('a\nb\n', { follow: true });
    source.seek(0, 0);
    await heard.hears(0, ['a', 'b']);
    await change();
    await vi.waitFor(() => expect(heard.failures.map(String).join()).toContain(message), WAIT);
  });
});

describe('standard input', () => {
  test('numbering begins where the worker asks, and `finished` tells the end', async () => {
    await start('');
    const input = new StandardInputSource({ standardInput: [Buffer.from('a\nb\n\nc')] as never });
    await input.start(heard);
    input.seek(0, 41);
    expect(await input.finished).toBe(44);
    expect(heard.of(0).map(({ offset }) => offset)).toEqual([41, 42, 43]);
  });
});

test('lines are the same however a stream is cut', () => {
  const bytes = Buffer.from('ab\n\nüc\r\n12345678\nx');
  const linesOf = (size: number): unknown[] => {
    const cutter = new LineCutter(6);
    const lines = [];
    for (let at = 0; at < bytes.length; at += size) lines.push(...cutter.take(bytes.subarray(at, at + size)));
    return [...lines, ...cutter.end()].map(({ line, bytes: of }) => [line, Buffer.from(of).toString()]);
  };
  const whole = linesOf(bytes.length);
  expect(whole).toEqual([
    [1, 'ab'],
    [3, 'üc'],
    [4, '1234567'],
    [5, 'x'],
  ]);
  for (let size = 1; size < bytes.length; size++) expect(linesOf(size)).toEqual(whole);
});
