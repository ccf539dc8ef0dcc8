import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { FileSink } from '../../src/file-io/file-sink.ts';
import { FileSource } from '../../src/file-io/file-source.ts';
import { InProcessSink, type TakeRows } from '../../src/file-io/in-process-sink.ts';
import { type PushedRecord, PushSource } from '../../src/file-io/push-source.ts';
import { StandardInputSource } from '../../src/file-io/standard-input-source.ts';
import { standardOutputSink } from '../../src/file-io/standard-output-sink.ts';
import { systemClock } from '../../src/host/system-clock.ts';
import type { EffectSink, OutboxRow, Output } from '../../src/ports/effect-sink.ts';
import { sinkContract } from './effect-sink-contract.ts';
import { type SourceBench, sourceContract } from './event-source-contract.ts';

async function fileBench(follow: boolean, pack: (text: string) => string | Uint8Array): Promise<SourceBench> {
  const folder = await mkdtemp(join(tmpdir(), 'nudge-file-source-'));
  const path = join(folder, 'events.ndjson');
  await writeFile(path, '');
  return {
    connect: async () => new FileSource({ path, follow, clock: systemClock }),
    write: (_, values) => appendFile(path, pack(values.map((value) => `${value}\n`).join(''))),
    remove: () => rm(folder, { recursive: true }),
  };
}

// How many lines a file has is known when it has been read.
sourceContract('a file', () => fileBench(false, (text) => text), { grows: false, knowsEnds: false });
sourceContract('a gzip file', () => fileBench(false, (text) => gzipSync(text)), {
  grows: false,
  knowsEnds: false,
});
sourceContract('a file that is followed', () => fileBench(true, (text) => text), { knowsEnds: false });

sourceContract(
  'pushed records',
  async () => {
    const source = new PushSource({ name: 'http' });
    return {
      connect: async () => source,
      write: async (_, values) => void (await source.push(values.map(pushed))),
    };
  },
  { lasts: false },
);

sourceContract(
  'standard input',
  async () => {
    let write: (text: string) => void = () => {};
    let end: () => void = () => {};
    const standardInput = new ReadableStream<Uint8Array>({
      start(controller) {
        write = (text) => controller.enqueue(Buffer.from(text));
        end = () => controller.close();
      },
    });
    const source = new StandardInputSource({ standardInput });
    return {
      connect: async () => source,
      write: async (_, values) => write(values.map((value) => `${value}\n`).join('')),
      remove: async () => end(),
    };
  },
  { lasts: false },
);

function pushed(value: string): PushedRecord {
  return { value: Buffer.from(value), key: null, arrivalMs: 1, headers: null };
}

for (const files of ['each-output', 'one'] as const) {
  sinkContract(`files (${files})`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nudge-file-sink-'));
    return {
      connect: async () => new FileSink({ folder, clock: systemClock, files }),
      read: (partition, output) => publishedLines(folder, partition, output, files),
      remove: () => rm(folder, { recursive: true }),
    };
  });
}

/** As far as the position says. */
async function publishedLines(
  folder: string,
  partition: number,
  output: Output,
  files: 'each-output' | 'one',
): Promise<readonly string[]> {
  const name = `${files === 'one' ? 'effects' : output}-${partition}.ndjson`;
  const position = JSON.parse(await readFile(join(folder, `position-${partition}.json`), 'utf8'));
  const bytes = await readFile(join(folder, name)).catch(() => Buffer.alloc(0));
  return bytes
    .subarray(0, position.bytes[name] ?? 0)
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => (line.startsWith('{"headers"') ? (JSON.parse(line).value as string) : line))
    .filter((value) => files === 'each-output' || JSON.parse(value).output === output);
}

sinkContract(
  'a function',
  async () => {
    const rows: { readonly partition: number; readonly row: OutboxRow }[] = [];
    const take: TakeRows = (taken, partition) => {
      for (const row of taken) rows.push({ partition, row });
    };
    return {
      connect: async () => new InProcessSink(take),
      read: async (partition, output) =>
        rows
          .filter((taken) => taken.partition === partition && taken.row.output === output)
          .map(({ row }) => Buffer.from(row.value).toString('utf8')),
    };
  },
  { lasts: false },
);

sinkContract(
  'standard output',
  async () => {
    let lines = '';
    // A reader who takes a moment for each piece: what is written before that is on its way, and not there yet.
    const pipe = new Writable({
      decodeStrings: true,
      write: (piece: Buffer, _, done) => {
        setImmediate(() => {
          lines += piece.toString('utf8');
          done();
        });
      },
    });
    return {
      connect: async () => namingPartitions(standardOutputSink(pipe)),
      read: async (partition, output) => named(lines, partition, output),
    };
  },
  { lasts: false },
);

/** The lines of all partitions are one stream and do not say whose they are, so their values do. */
function namingPartitions(sink: EffectSink): EffectSink {
  return {
    open: async (partition) => {
      const inner = await sink.open(partition);
      const name = (row: OutboxRow): OutboxRow => {
        const value = Buffer.from(row.value).toString('utf8');
        return { ...row, value: Buffer.from(JSON.stringify({ partition, output: row.output, value })) };
      };
      return {
        published: inner.published,
        publish: (rows, position) => inner.publish(rows.map(name), position),
        close: () => inner.close(),
      };
    },
    close: () => sink.close(),
  };
}

interface NamedLine {
  readonly partition: number;
  readonly output: Output;
  readonly value: string;
}

function named(lines: string, partition: number, output: Output): readonly string[] {
  return lines
    .split('\n')
    .slice(0, -1)
    .map((line) => (line.startsWith('{"headers"') ? (JSON.parse(line).value as string) : line))
    .map((line) => JSON.parse(line) as NamedLine)
    .filter((line) => line.partition === partition && line.output === output)
    .map(({ value }) => value);
}
