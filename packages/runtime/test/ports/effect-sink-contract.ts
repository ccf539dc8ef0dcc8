import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type EffectSink,
  OUTPUTS,
  type OutboxRow,
  type Output,
  type PartitionSink,
  type Position,
  SinkFenced,
} from '../../src/ports/effect-sink.ts';

/** Somewhere to publish to, empty at first, that any number of sinks can share as several processes would. */
export interface SinkBench {
  /** Another sink on the same place, as another process would have it. */
  connect(): Promise<EffectSink>;
  /** What somebody who reads published rows only sees of an output, partition by partition, in order. */
  read(partition: number, output: Output): Promise<readonly string[]>;
  /** All sinks have been closed: takes the place away. */
  remove?(): Promise<void>;
}

export interface SinkContractOptions {
  /** Of the random sequences; fewer for a sink that is slow to open. */
  readonly runs?: number;
  /**
   * A new sink knows what others published before it, and fences them. Where that is not so, all of this holds among those
   * who open the same sink, and what a process published last comes again from the next one.
   */
  readonly lasts?: boolean;
  /** A test that is skipped says why. */
  readonly skip?: string | undefined;
}

/** What every `EffectSink` has to do. `open` gives new, empty benches. */
export function sinkContract(
  name: string,
  open: () => Promise<SinkBench>,
  { runs = 30, lasts = true, skip }: SinkContractOptions = {},
): void {
  const title = skip === undefined ? `${name} as an effect sink` : `${name} as an effect sink (${skip})`;
  describe.skipIf(skip !== undefined)(title, () => {
    let bench: SinkBench;
    let connected: EffectSink[] = [];
    let opened: PartitionSink[] = [];
    let only = new Map<SinkBench, EffectSink>();

    /** Another sink, as far as it would know of those before. */
    async function connect(to: SinkBench = bench): Promise<EffectSink> {
      const known = lasts ? undefined : only.get(to);
      const sink = known ?? (await connectNew(to));
      only.set(to, sink);
      return sink;
    }
    async function connectNew(to: SinkBench): Promise<EffectSink> {
      const sink = await to.connect();
      connected.push(sink);
      return {
        open: async (number) => {
          const partition = await sink.open(number);
          opened.push(partition);
          return partition;
        },
        close: () => sink.close(),
      };
    }
    async function removeAll(from: SinkBench): Promise<void> {
      // Those that a test closed, too: it changes nothing.
      for (const partition of opened) await partition.close();
      opened = [];
      for (const sink of connected) await sink.close();
      connected = [];
      only = new Map();
      await from.remove?.();
    }
    beforeEach(async () => {
      bench = await open();
    });
    afterEach(() => removeAll(bench));

    it('a partition that nobody published to has no position', async () => {
      const partition = await (await connect()).open(3);
      expect(partition.published).toBeNull();
      await partition.close();
    });

    it('rows go to their outputs in order, and the position with them', async () => {
      const sink = await connect();
      const partition = await sink.open(0);
      const rows = OUTPUTS.flatMap((output, i) => [row(2 * i + 1, output), row(2 * i + 2, output)]);
      await partition.publish(rows, { nextOffset: 7, seq: 10 });
      await partition.close();
      for (const [i, output] of OUTPUTS.entries()) {
        expect(await bench.read(0, output)).toEqual([text(2 * i + 1, output), text(2 * i + 2, output)]);
      }
      const again = await (await connect()).open(0);
      expect(again.published).toEqual({ nextOffset: 7, seq: 10 });
      await again.close();
    });

    it('a position goes on without rows, too', async () => {
      const sink = await connect();
      const partition = await sink.open(0);
      await partition.publish([row(1)], { nextOffset: 1, seq: 1 });
      await partition.publish([], { nextOffset: 900, seq: 1 });
      await partition.close();
      expect((await sink.open(0)).published).toEqual({ nextOffset: 900, seq: 1 });
      expect(await bench.read(0, 'nudges')).toEqual([text(1)]);
    });

    it('to be opened and never used leaves no position behind', async () => {
      await (await (await connect()).open(0)).close();
      await (await connect()).open(0);
      expect((await (await connect()).open(0)).published).toBeNull();
    });

    it.runIf(lasts)('a new sink knows how far others have come', async () => {
      const partition = await (await connectNew(bench)).open(0);
      await partition.publish([row(1)], { nextOffset: 7, seq: 1 });
      await partition.close();
      expect((await (await connectNew(bench)).open(0)).published).toEqual({ nextOffset: 7, seq: 1 });
    });

    it.skipIf(lasts)(
      'a new sink knows of nothing: what others published comes again, and no row is lost',
      async () => {
        const before = await (await connectNew(bench)).open(0);
        await before.publish([row(1), row(2)], { nextOffset: 2, seq: 2 });
        await before.close();
        const partition = await (await connectNew(bench)).open(0);
        expect(partition.published).toBeNull();
        await partition.publish([row(2), row(3)], { nextOffset: 3, seq: 3 });
        expect(await bench.read(0, 'nudges')).toEqual([1, 2, 2, 3].map((seq) => text(seq)));
      },
    );

    it('values of any size and characters come out as they went in', async () => {
      const partition = await (await connect()).open(0);
      const value = JSON.stringify({ output: 'nudges', text: `grün 😀\n\u0000${'x'.repeat(700_000)}` });
      await partition.publish([{ ...row(1), value: Buffer.from(value) }], { nextOffset: 1, seq: 1 });
      expect(await bench.read(0, 'nudges')).toEqual([value]);
      await partition.close();
    });

    it('whoever opens a partition fences those who had it, and only there', async () => {
      const [first, second] = [await connect(), await connect()];
      const [old, other] = [await first.open(0), await first.open(1)];
      await old.publish([row(1)], { nextOffset: 1, seq: 1 });
      const mine = await second.open(0);
      expect(mine.published).toEqual({ nextOffset: 1, seq: 1 });
      await expect(old.publish([row(2)], { nextOffset: 2, seq: 2 })).rejects.toThrow(SinkFenced);
      await expect(old.publish([], { nextOffset: 2, seq: 1 })).rejects.toThrow(SinkFenced);
      await other.publish([row(1)], { nextOffset: 5, seq: 1 });
      await mine.publish([row(2)], { nextOffset: 3, seq: 2 });
      // Closing what was taken over changes nothing.
      await old.close();
      await mine.publish([row(3)], { nextOffset: 4, seq: 3 });
      expect(await bench.read(0, 'nudges')).toEqual([text(1), text(2), text(3)]);
      expect(await bench.read(1, 'nudges')).toEqual([text(1)]);
      for (const partition of [mine, other]) await partition.close();
    });

    it('the same sink fences itself', async () => {
      const sink = await connect();
      const old = await sink.open(0);
      const mine = await sink.open(0);
      await expect(old.publish([row(1)], { nextOffset: 1, seq: 1 })).rejects.toThrow(SinkFenced);
      await mine.publish([row(1)], { nextOffset: 1, seq: 1 });
      expect(await bench.read(0, 'nudges')).toEqual([text(1)]);
    });

    it('taken over in the middle of a publish, it is published and told, or fenced', async () => {
      for (let i = 0; i < 10; i++) {
        const old = await (await connect()).open(0);
        const before = (await bench.read(0, 'nudges')).length;
        const rows = [row(before + 1), row(before + 2)];
        const publishing = old.publish(rows, { nextOffset: before + 2, seq: before + 2 }).then(
          () => 'published',
          (error: unknown) => {
            expect(error).toBeInstanceOf(SinkFenced);
            return 'fenced';
          },
        );
        const mine = await (await connect()).open(0);
        const seq = mine.published?.seq ?? 0;
        if ((await publishing) === 'published') expect(seq).toBe(before + 2);
        expect(await bench.read(0, 'nudges')).toHaveLength(seq);
      }
    });

    it('law: whatever owners do, each row is there once, in order, and the position tells which', async () => {
      const step = fc.record({
        partition: fc.nat({ max: 1 }),
        does: fc.constantFrom('publish', 'publish', 'publish', 'reopen', 'close and reopen', 'stale publish'),
        rows: fc.nat({ max: 5 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          const fresh = await open();
          const owners = new Map<number, { mine: PartitionSink; stale: PartitionSink[] }>();
          const published = new Map<number, { position: Position | null; rows: OutboxRow[] }>();
          for (const { partition, does, rows: count } of steps) {
            const state = published.get(partition) ?? { position: null, rows: [] };
            published.set(partition, state);
            let owner = owners.get(partition);
            if (owner === undefined || does === 'reopen' || does === 'close and reopen') {
              if (does === 'close and reopen') await owner?.mine.close();
              const mine = await (await connect(fresh)).open(partition);
              expect(mine.published).toEqual(state.position);
              owner = { mine, stale: owner === undefined ? [] : [...owner.stale, owner.mine] };
              owners.set(partition, owner);
            }
            const { seq, nextOffset } = state.position ?? { seq: 0, nextOffset: 0 };
            const rows = Array.from({ length: count }, (_, i) => row(seq + 1 + i));
            const position = { nextOffset: nextOffset + count, seq: seq + count };
            if (does === 'publish') {
              await owner.mine.publish(rows, position);
              published.set(partition, { position, rows: [...state.rows, ...rows] });
            }
            if (does === 'stale publish') {
              for (const stale of owner.stale) {
                await expect(stale.publish(rows, position)).rejects.toThrow(SinkFenced);
              }
            }
          }
          for (const [partition, { rows }] of published) {
            const expected = rows.map(({ seq }) => text(seq));
            expect(await fresh.read(partition, 'nudges')).toEqual(expected);
          }
          await removeAll(fresh);
        }),
        { numRuns: runs },
      );
    });
  });
}

/** It names its output, for a place that keeps all in one. */
function text(seq: number, output: Output = 'nudges'): string {
  return `{"n":${seq},"output":"${output}"}`;
}

function row(seq: number, output: Output = 'nudges'): OutboxRow {
  return {
    seq,
    offset: seq,
    output,
    key: `default:u${seq % 3}`,
    value: Buffer.from(text(seq, output)),
    headers: [['content-type', 'application/cloudevents+json; charset=UTF-8']],
  };
}
