import type { OutboxRow } from '../../ports/effect-sink.ts';
import {
  type PartitionCommit,
  type PartitionProgress,
  type PartitionStore,
  StaleOwner,
  StoreUnavailable,
} from '../../ports/state-store.ts';
import type { ClaimedPartition } from './claim-partition.ts';
import type { Disk } from './disk.ts';
import { type SegmentName, segmentName } from './file-names.ts';
import { writeFrame } from './frame.ts';
import { type Tables, writeBody } from './frame-body.ts';
import { FrameWriter } from './frame-writer.ts';
import type { PartitionLog } from './partition-log.ts';
import { asUnavailable } from './store-errors.ts';

/** `failed`: what a commit changed in memory may not be on the disk. */
type Phase = 'open' | 'committing' | 'failed' | 'stale' | 'released';

/** A partition that was claimed: all states in memory, and a log to which each commit appends one frame. */
export class DiskPartition implements PartitionStore {
  readonly epoch: number;
  readonly progress: PartitionProgress | null;
  readonly outbox: readonly OutboxRow[];
  private readonly disk: Disk;
  private readonly folder: string;
  private readonly segmentBytes: number;
  private readonly tables: Tables;
  private readonly log: PartitionLog;
  private readonly onRelease: (partition: DiskPartition) => void;
  private readonly writer = new FrameWriter();
  private phase: Phase = 'open';
  private wasOvertaken = false;
  /** Never rejects. */
  private underWay: Promise<void> = Promise.resolve();
  private removals: Promise<void> = Promise.resolve();

  constructor(
    disk: Disk,
    folder: string,
    segmentBytes: number,
    claimed: ClaimedPartition,
    onRelease: (partition: DiskPartition) => void,
  ) {
    this.onRelease = onRelease;
    this.disk = disk;
    this.folder = folder;
    this.segmentBytes = segmentBytes;
    this.epoch = claimed.epoch;
    this.progress = claimed.progress;
    this.outbox = claimed.outbox;
    this.tables = claimed.tables;
    this.log = claimed.log;
  }

  get stateBytes(): number {
    return this.tables.users.stateBytes;
  }

  /** Of all files that count; for metrics and tests. */
  get diskBytes(): number {
    return this.tables.segments.bytes;
  }

  async *keys(): AsyncIterable<readonly string[]> {
    this.expectUsable();
    yield* this.tables.users.keys();
  }

  async *dues(): AsyncIterable<readonly { readonly key: string; readonly dueMs: number }[]> {
    this.expectUsable();
    yield* this.tables.users.withTimer();
  }

  async load(keys: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
    this.expectUsable();
    return keys.map((key) => this.tables.users.load(key));
  }

  async commit(commit: PartitionCommit): Promise<void> {
    this.expectUsable();
    if (this.phase === 'committing') throw new Error(`${this.folder}: two commits at the same time`);
    this.phase = 'committing';
    const work = this.write(commit);
    this.underWay = work.catch(() => {});
    await work;
  }

  /** Another claim by this process succeeded; what is under way ends by itself. */
  overtaken(): void {
    this.wasOvertaken = true;
    if (this.phase === 'open') this.phase = 'stale';
    this.closeLater();
  }

  async release(): Promise<void> {
    // A file must not be closed while it is written to: its descriptor may by then belong to another one.
    await this.underWay;
    this.phase = 'released';
    this.onRelease(this);
    this.closeLater();
    await this.underWay;
    await this.removals;
  }

  private async write(commit: PartitionCommit): Promise<void> {
    try {
      // The tables change before the disk does: when that fails, this owner is of no use any more, and the next one reads.
      const { place, frame, dropped } = this.encode(commit);
      await (place === null ? this.log.append(frame) : this.log.begin(place, frame));
      this.removeLater(dropped);
      this.phase = this.wasOvertaken ? 'stale' : 'open';
    } catch (error) {
      this.phase = error instanceof StaleOwner ? 'stale' : 'failed';
      await this.log.close().catch(() => {});
      throw asUnavailable(this.folder, error);
    }
  }

  private encode(commit: PartitionCommit): {
    place: SegmentName | null;
    frame: Uint8Array;
    dropped: readonly SegmentName[];
  } {
    const { writer, tables } = this;
    const { segments } = tables;
    const full = segments.current.length >= this.segmentBytes;
    const segment = full
      ? segments.begin({ epoch: this.epoch, number: segments.current.number + 1 })
      : segments.current;
    let dropped: readonly SegmentName[] = [];
    writer.reset();
    writeFrame(writer, {
      place: segment,
      offset: segment.length,
      past: full ? segments.past() : null,
      writeBody: () => writeBody(writer, commit, tables),
      dropped: () => {
        dropped = segments.takeEmptied();
        return dropped;
      },
    });
    segments.grow(segment, writer.length);
    return { place: full ? segment : null, frame: writer.written(), dropped };
  }

  private closeLater(): void {
    this.underWay = this.underWay.then(() => this.log.close()).catch(() => {});
  }

  /** Commits do not wait for it: a file that stays counts for nothing, and the next claim removes it. */
  private removeLater(dropped: readonly SegmentName[]): void {
    for (const name of dropped) {
      const path = `${this.folder}/${segmentName(name)}`;
      this.removals = this.removals.then(() => this.disk.remove(path)).catch(() => {});
    }
  }

  private expectUsable(): void {
    switch (this.phase) {
      case 'open':
      case 'committing':
        return;
      case 'failed':
        throw new StoreUnavailable(`${this.folder}: a commit failed; the partition has to be claimed again`);
      case 'stale':
        throw new StaleOwner(`${this.folder}: owner ${this.epoch} was overtaken`);
      case 'released':
        throw new StoreUnavailable(`${this.folder}: was released`);
      default:
        this.phase satisfies never;
    }
  }
}
