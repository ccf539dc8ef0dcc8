import type { EventSource, SourceListener } from '../../../packages/runtime/src/ports/event-source.ts';
import type { Network } from '../base/network.ts';
import type { Random } from '../base/random.ts';
import type { SimProcess } from '../base/sim-process.ts';
import type { Timeline } from '../base/timeline.ts';
import type { ConsumerGroup, Member } from './consumer-group.ts';
import type { TopicLog } from './topic-log.ts';

export const TOPIC = 'events';

/** So many records come at once at most. */
export const FETCH_MAX = 12;
const POLL_MS = 400;

/** Where a partition is being read; another seek makes another one. */
interface Reading {
  offset: number;
  paused: boolean;
  fetching: boolean;
  toldEnd: boolean;
}

export interface SourceParts {
  readonly id: string;
  readonly process: SimProcess;
  readonly network: Network;
  readonly timeline: Timeline;
  readonly random: Random;
  readonly group: ConsumerGroup;
  readonly logs: readonly TopicLog[];
  /** Is told of all that reaches the worker. */
  readonly onDelivered: (partition: number, records: number) => void;
  readonly onSeek: (partition: number, offset: number, known: number) => void;
  readonly onEnd: (partition: number, offset: number) => void;
}

/** A worker's way to the input: a member of the group, and a fetch loop for each partition. */
export class SimSource implements EventSource, Member {
  readonly name = TOPIC;
  readonly id: string;
  readonly process: SimProcess;
  private readonly parts: SourceParts;
  private listener: SourceListener | null = null;
  private readonly readings = new Map<number, Reading | null>();

  constructor(parts: SourceParts) {
    this.id = parts.id;
    this.process = parts.process;
    this.parts = parts;
  }

  async start(listener: SourceListener): Promise<void> {
    this.listener = listener;
    const { network, process, group } = this.parts;
    await network.call(process, 'join', () => group.join(this));
  }

  assigned(partitions: readonly number[]): void {
    for (const known of [...this.readings.keys()])
      if (!partitions.includes(known)) this.readings.delete(known);
    for (const each of partitions) if (!this.readings.has(each)) this.readings.set(each, null);
    this.listener?.assigned(partitions);
  }

  /** It cannot go on, and says so. */
  fail(): void {
    this.readings.clear();
    this.listener?.failed(new Error('the source is broken'), false);
  }

  seek(partition: number, offset: number, known: number): void {
    if (!this.readings.has(partition)) return;
    const reading: Reading = { offset, paused: false, fetching: false, toldEnd: false };
    this.readings.set(partition, reading);
    this.parts.onSeek(partition, offset, known);
    this.fetch(partition, reading);
  }

  pause(partition: number): void {
    const reading = this.readings.get(partition);
    if (reading !== null && reading !== undefined) reading.paused = true;
  }

  resume(partition: number): void {
    const reading = this.readings.get(partition);
    if (reading === null || reading === undefined) return;
    reading.paused = false;
    this.fetch(partition, reading);
  }

  async stop(): Promise<void> {
    this.listener = null;
    this.readings.clear();
    const { network, process, group } = this.parts;
    await network.call(process, 'leave', () => group.leave(this));
  }

  /** One fetch after the other; what comes back for a reading that is over is dropped. */
  private fetch(partition: number, reading: Reading): void {
    if (reading.fetching || reading.paused || this.readings.get(partition) !== reading) return;
    reading.fetching = true;
    const { network, process, timeline, random, logs } = this.parts;
    const log = logs[partition] as TopicLog;
    const count = random.nextInt(1, FETCH_MAX);
    network
      .call(process, `fetch p${partition}`, () => ({
        records: log.read(reading.offset, count),
        endOffset: log.endOffset,
      }))
      .then(
        ({ records, endOffset }) => {
          reading.fetching = false;
          if (this.readings.get(partition) !== reading) return;
          const last = records.at(-1);
          if (last === undefined) {
            this.atEnd(partition, reading);
            return;
          }
          reading.offset = last.offset + 1;
          reading.toldEnd = false;
          this.parts.onDelivered(partition, records.length);
          this.listener?.records({ partition, records, endOffset: random.chance(0.8) ? endOffset : null });
          this.fetch(partition, reading);
        },
        () => {
          reading.fetching = false;
          timeline.after(POLL_MS, () => process.deliver(() => this.fetch(partition, reading)));
        },
      );
  }

  private atEnd(partition: number, reading: Reading): void {
    const { process, timeline, random } = this.parts;
    // Some clients tell it once, some with every empty fetch.
    if (!reading.toldEnd || random.chance(0.3)) {
      this.parts.onEnd(partition, reading.offset);
      this.listener?.caughtUp(partition, reading.offset);
    }
    reading.toldEnd = true;
    timeline.after(random.nextInt(1, POLL_MS), () => process.deliver(() => this.fetch(partition, reading)));
  }
}
