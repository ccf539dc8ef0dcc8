import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, readlink, rm, truncate, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileSink } from '../../src/file-io/file-sink.ts';
import { lineOfRow } from '../../src/file-io/row-line.ts';
import { standardOutputSink } from '../../src/file-io/standard-output-sink.ts';
import { systemClock } from '../../src/host/system-clock.ts';
import type { OutboxRow, PartitionSink } from '../../src/ports/effect-sink.ts';

let folder = '';
let opened: PartitionSink[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nudge-file-sink-'));
});
afterEach(async () => {
  for (const partition of opened) await partition.close();
  opened = [];
  await rm(folder, { recursive: true });
});

async function open(): Promise<PartitionSink> {
  const partition = await new FileSink({ folder, clock: systemClock }).open(0);
  opened.push(partition);
  return partition;
}

const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

function row(seq: number, value: string | Uint8Array = `{"n":${seq}}`): OutboxRow {
  return { seq, offset: seq, output: 'nudges', key: 'k', value: Buffer.from(value), headers: [] };
}

describe('files of published rows', () => {
  test('what a publishing that was cut short left behind is cut off at the next opening', async () => {
    const partition = await open();
    await partition.publish([row(1)], { nextOffset: 1, seq: 1 });
    await partition.close();
    await appendFile(join(folder, 'nudges-0.ndjson'), '{"n":2}\n{"n"');
    await writeFile(join(folder, 'late-0.ndjson'), '{"never":"published"}\n');
    const next = await open();
    expect(next.published).toEqual({ nextOffset: 1, seq: 1 });
    expect([await text('nudges-0.ndjson'), await text('late-0.ndjson')]).toEqual(['{"n":1}\n', '']);
    await next.publish([row(2)], { nextOffset: 2, seq: 2 });
    expect(await text('nudges-0.ndjson')).toBe('{"n":1}\n{"n":2}\n');
  });

  test('a lock that a dead process left is removed, however many find it', async () => {
    const left = { token: 'left', pid: 2 ** 22 + 1, host: hostname() };
    await writeFile(join(folder, 'position-0.lock'), JSON.stringify(left));
    const opened = await Promise.all(Array.from({ length: 8 }, () => open()));
    const published = await Promise.allSettled(
      opened.map((partition, i) => partition.publish([row(i)], { nextOffset: i, seq: i })),
    );
    expect(published.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await readdir(folder)).toSorted()).toEqual(['nudges-0.ndjson', 'position-0.json']);
  });

  test('a lock of our own process id from before we began is removed, too', async () => {
    const left = { token: 'left', pid: process.pid, host: hostname() };
    await writeFile(join(folder, 'position-0.lock'), JSON.stringify(left));
    await (await open()).publish([row(1)], { nextOffset: 1, seq: 1 });
    expect(await text('nudges-0.ndjson')).toBe('{"n":1}\n');
  });

  test('files that lost what was published are not added to', async () => {
    const partition = await open();
    await partition.publish([row(1)], { nextOffset: 1, seq: 1 });
    await truncate(join(folder, 'nudges-0.ndjson'), 3);
    await expect(open()).rejects.toThrow('3 of the 8 bytes that were published are there');
  });

  // Elsewhere a process cannot see which files it has open.
  test.runIf(process.platform === 'linux')('closed while it publishes, it leaves no file open', async () => {
    for (let turn = 0; turn < 8; turn++) {
      const partition = await open();
      const publishing = partition.publish([row(1)], { nextOffset: 1, seq: 1 }).catch(() => {});
      for (let i = 0; i < 2 ** turn; i++) await setImmediate();
      await partition.close();
      await publishing;
      const files = await Promise.all(
        (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
      );
      expect(files.filter((path) => path.startsWith(folder))).toEqual([]);
    }
  });

  test('a position that cannot be read is not taken for none', async () => {
    await writeFile(join(folder, 'position-0.json'), '{"seq":');
    await expect(open()).rejects.toThrow('is damaged: it does not say how far was published');
  });

  test('killed at any moment, each row is there once, in order', async () => {
    const script = fileURLToPath(new URL('publish-forever.ts', import.meta.url));
    for (let kill = 0; kill < 8; kill++) {
      const node = ['--disable-warning=ExperimentalWarning', script, folder];
      const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'inherit'] });
      const closed = once(child, 'close');
      let publishings = 0;
      for await (const dots of child.stdout) {
        publishings += dots.length;
        if (publishings > 5 * kill) break;
      }
      child.kill('SIGKILL');
      await closed;
    }
    const partition = await open();
    const seq = partition.published?.seq ?? 0;
    expect(seq).toBeGreaterThan(140);
    const numbers = (first: number): string =>
      Array.from({ length: seq }, (_, i) => i + 1)
        .filter((n) => n % 2 === first)
        .map((n) => `${n}\n`)
        .join('');
    expect(await text('nudges-0.ndjson')).toBe(numbers(1));
    expect(await text('late-0.ndjson')).toBe(numbers(0));
  });

  test('a dead letter is whatever was sent, in one line with its reason', () => {
    const letter = (value: string | Uint8Array): string =>
      lineOfRow({ ...row(1, value), output: 'dead-letter', headers: [['nudge-reason', 'bad_json']] });
    expect(letter('{\n"a"')).toBe('{"headers":{"nudge-reason":"bad_json"},"value":"{\\n\\"a\\""}\n');
    expect(letter(Buffer.from([0xff]))).toBe(
      '{"headers":{"nudge-reason":"bad_json"},"value_base64":"/w=="}\n',
    );
  });
});

test('standard output: what could not be written is not told as published', async () => {
  let broken = false;
  const pipe = new Writable({ write: (_, __, done) => done(broken ? new Error('no room') : null) });
  pipe.on('error', () => {});
  const sink = standardOutputSink(pipe);
  const partition = await sink.open(0);
  await partition.publish([row(1)], { nextOffset: 1, seq: 1 });
  broken = true;
  await expect(partition.publish([row(2)], { nextOffset: 2, seq: 2 })).rejects.toThrow('no room');
  expect((await sink.open(0)).published).toEqual({ nextOffset: 1, seq: 1 });
});
