import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventSource } from '../../src/ports/event-source.ts';
import { Heard, WAIT } from './heard.ts';
import { settled } from './settled.ts';

/** A log of records, empty at first, and sources on it. */
export interface SourceBench {
  /** A source on the log, as a new process would have it; the test is done with the one before. */
  connect(): Promise<EventSource>;
  /** Appends values to a partition. It may wait until a source has been started and told from where. */
  write(partition: number, values: readonly string[]): Promise<void>;
  remove?(): Promise<void>;
}

export interface SourceContractOptions {
  /** How many partitions the bench has. */
  readonly partitions?: number;
  /** A new source can read what one before it was given. */
  readonly lasts?: boolean;
  /** What is written later is delivered as well. */
  readonly grows?: boolean;
  /** Paused, it does not go on to the end of a few MiB. */
  readonly fetchesAhead?: boolean;
  /** It knows where a partition ends that it does not read. */
  readonly knowsEnds?: boolean;
  /** A test that is skipped says why. */
  readonly skip?: string | undefined;
}

/** What every `EventSource` has to do. `open` gives new, empty benches. */
export function sourceContract(
  name: string,
  open: () => Promise<SourceBench>,
  {
    partitions = 1,
    lasts = true,
    grows = true,
    fetchesAhead = false,
    knowsEnds = true,
    skip,
  }: SourceContractOptions = {},
): void {
  const all = Array.from({ length: partitions }, (_, partition) => partition);
  const title = skip === undefined ? `${name} as an event source` : `${name} as an event source (${skip})`;
  describe.skipIf(skip !== undefined)(title, () => {
    let bench: SourceBench;
    let source: EventSource;
    let heard: Heard;

    async function start(): Promise<void> {
      source = await bench.connect();
      heard = new Heard();
      await source.start(heard);
      await heard.isAssigned(all);
    }
    beforeEach(async () => {
      bench = await open();
    });
    afterEach(async () => {
      await source.stop();
      expect(heard.failures).toEqual([]);
      await bench.remove?.();
    });

    it('assigns its partitions, and delivers nothing until it is told from where', async () => {
      const written = bench.write(0, ['a', 'b']);
      if (lasts) await written;
      await start();
      await settled();
      expect(heard.batches).toEqual([]);
      source.seek(0, 0);
      await heard.hears(0, ['a', 'b']);
      await written;
    });

    it('records come once, in the order of their offsets, byte for byte', async () => {
      const values = Array.from({ length: 2_000 }, (_, i) => `{"n":${i},"text":"grün\\u0000 😀"}`);
      const written = Promise.all(all.map((partition) => bench.write(partition, values)));
      if (lasts) await written;
      await start();
      for (const partition of all) source.seek(partition, 0);
      await written;
      for (const partition of all) {
        await heard.hears(partition, values);
        const offsets = heard.of(partition).map(({ offset }) => offset);
        expect(offsets).toEqual([...new Set(offsets)].toSorted((a, b) => a - b));
      }
      expect(heard.batches.every(({ records }) => records.length > 0)).toBe(true);
    });

    it('says when a partition has been read to its end, behind the last record', async () => {
      const written = bench.write(0, ['a', 'b', 'c']);
      if (lasts) await written;
      await start();
      source.seek(0, 0);
      await written;
      await heard.hears(0, ['a', 'b', 'c']);
      await vi.waitFor(() => expect(heard.ends.some(({ after }) => after === 3)).toBe(true), WAIT);
      const last = heard.of(0).at(-1)?.offset ?? NaN;
      expect(heard.ends.at(-1)?.offset).toBeGreaterThan(last);
    });

    it.runIf(lasts)('an empty partition is at its end', async () => {
      await bench.write(0, []);
      await start();
      source.seek(0, 0);
      await heard.hearsEnd(0);
      expect(heard.of(0)).toEqual([]);
    });

    it.runIf(grows)('what is written later comes, and the end is said again', async () => {
      await start();
      source.seek(0, 0);
      for (const [i, value] of ['a', 'b', 'c'].entries()) {
        await bench.write(0, [value]);
        await heard.hears(0, ['a', 'b', 'c'].slice(0, i + 1));
        await vi.waitFor(() => expect(heard.ends.some(({ after }) => after === i + 1)).toBe(true), WAIT);
      }
    });

    it('goes back to an offset that was delivered, and each time the same records have the same offsets', async () => {
      const values = Array.from({ length: 300 }, (_, i) => `v${i}`);
      const written = bench.write(0, values);
      if (lasts) await written;
      await start();
      source.seek(0, 0);
      await written;
      await heard.hears(0, values);
      const offsets = heard.of(0).map(({ offset }) => offset);
      for (const from of [0, 299, 17, 150]) {
        heard.clear();
        source.seek(0, offsets[from] as number);
        await heard.hears(0, values.slice(from));
        expect(heard.of(0).map(({ offset }) => offset)).toEqual(offsets.slice(from));
      }
      // The offset that a worker asks for after the last record.
      heard.clear();
      source.seek(0, (offsets.at(-1) as number) + 1);
      await heard.hearsEnd(0);
      expect(heard.of(0)).toEqual([]);
    });

    it('what was under way before a seek is never delivered after it', async () => {
      const values = Array.from({ length: 5_000 }, (_, i) => `v${i}`);
      const written = bench.write(0, values);
      if (lasts) await written;
      await start();
      source.seek(0, 0);
      await written;
      await vi.waitFor(() => expect(heard.of(0).length).toBeGreaterThan(10), WAIT);
      const middle = heard.of(0)[7]?.offset as number;
      source.seek(0, 0);
      source.seek(0, middle);
      heard.clear();
      await heard.hears(0, values.slice(7));
    });

    it.runIf(lasts)('a new source goes on where it is told', async () => {
      await bench.write(0, ['a', 'b', 'c']);
      await start();
      source.seek(0, 0);
      await heard.hears(0, ['a', 'b', 'c']);
      const next = (heard.of(0)[1]?.offset ?? NaN) + 1;
      await source.stop();
      await start();
      source.seek(0, next);
      await heard.hears(0, ['c']);
    });

    it('pausing holds a partition up, and resuming goes on without a gap', async () => {
      const values = Array.from({ length: 5_000 }, (_, i) => `${i}:${'x'.repeat(1_000)}`);
      const written = bench.write(0, values);
      if (lasts) await written;
      await start();
      heard.onRecords = () => source.pause(0);
      source.seek(0, 0);
      await vi.waitFor(() => expect(heard.batches.length).toBeGreaterThan(0), WAIT);
      await settled();
      if (!fetchesAhead) expect(heard.of(0).length).toBeLessThan(values.length);
      heard.onRecords = () => {};
      source.resume(0);
      await written;
      await heard.hears(0, values);
    });

    it.runIf(knowsEnds)('held back, it tells where the partition ends, and goes on telling', async () => {
      const written = bench.write(0, ['a']);
      if (lasts) await written;
      await start();
      source.seek(0, 0);
      await written;
      await heard.hears(0, ['a']);
      const first = heard.of(0)[0]?.offset ?? NaN;
      source.pause(0);
      for (const [value, end] of [
        ['b', first + 2],
        ['c', first + 3],
      ] as const) {
        await bench.write(0, [value]);
        await vi.waitFor(() => expect(heard.told.at(-1)).toEqual({ partition: 0, endOffset: end }), WAIT);
      }
      source.resume(0);
      await heard.hears(0, ['a', 'b', 'c']);
    });

    it('a seek while it is paused delivers after the resume', async () => {
      const written = bench.write(0, ['a', 'b']);
      if (lasts) await written;
      await start();
      source.seek(0, 0);
      await written;
      await heard.hears(0, ['a', 'b']);
      source.pause(0);
      heard.clear();
      source.seek(0, heard.of(0)[0]?.offset ?? 0);
      await settled();
      expect(heard.batches).toEqual([]);
      source.resume(0);
      await heard.hears(0, ['a', 'b']);
    });

    it.runIf(partitions > 1)('partitions do not hold each other up', async () => {
      await start();
      source.seek(0, 0);
      source.pause(0);
      source.seek(1, 0);
      await Promise.all([bench.write(0, ['a']), bench.write(1, ['b'])]);
      await heard.hears(1, ['b']);
      source.resume(0);
      await heard.hears(0, ['a']);
    });

    it('nothing is delivered after it was stopped', async () => {
      const values = Array.from({ length: 5_000 }, (_, i) => `${i}:${'x'.repeat(1_000)}`);
      const written = bench.write(0, values).catch(() => {});
      if (lasts) await written;
      await start();
      let stopping: Promise<void> | null = null;
      let atStop = 0;
      heard.onRecords = () => {
        if (stopping !== null) return;
        stopping = source.stop();
        atStop = heard.batches.length;
      };
      source.seek(0, 0);
      await vi.waitFor(() => expect(stopping).not.toBeNull(), WAIT);
      await stopping;
      await settled();
      expect(heard.batches.length).toBe(atStop);
      await written;
    });
  });
}
