import type { OutboxRow } from '../../ports/effect-sink.ts';
import {
  type PartitionCommit,
  type PartitionProgress,
  type PartitionStore,
  StaleOwner,
  type StateStore,
  StoreUnavailable,
  type UserEntry,
} from '../../ports/state-store.ts';
import { MemoryBundles } from './memory-bundles.ts';

/** Keys and dues are given in pages of so many. */
const PAGE = 1_000;

/** Where memory stores keep their partitions and bundles: it outlives them, as a server would outlive its clients. */
export class MemoryBackend {
  readonly bundles: MemoryBundles = new MemoryBundles();
  private readonly partitions = new Map<number, Kept>();

  partition(number: number): Kept {
    let kept = this.partitions.get(number);
    if (kept === undefined) {
      kept = { epoch: 0, progress: null, outbox: [], users: new Map(), stateBytes: 0 };
      this.partitions.set(number, kept);
    }
    return kept;
  }
}

interface Kept {
  epoch: number;
  progress: PartitionProgress | null;
  outbox: readonly OutboxRow[];
  readonly users: Map<string, UserEntry>;
  stateBytes: number;
}

/** State that is gone with the process: for trying things out and for tests. */
export class MemoryStore implements StateStore {
  private readonly backend: MemoryBackend;

  constructor(backend: MemoryBackend = new MemoryBackend()) {
    this.backend = backend;
  }

  async claim(partition: number): Promise<PartitionStore> {
    const kept = this.backend.partition(partition);
    kept.epoch++;
    return new MemoryPartition(partition, kept);
  }

  async keepBundle(version: string, bytes: Uint8Array): Promise<void> {
    this.backend.bundles.put(version, bytes);
  }

  async bundle(version: string): Promise<Uint8Array | null> {
    return this.backend.bundles.get(version);
  }

  async close(): Promise<void> {}
}

class MemoryPartition implements PartitionStore {
  readonly epoch: number;
  readonly progress: PartitionProgress | null;
  readonly outbox: readonly OutboxRow[];
  private readonly partition: number;
  private readonly kept: Kept;
  private released = false;

  constructor(partition: number, kept: Kept) {
    this.partition = partition;
    this.kept = kept;
    this.epoch = kept.epoch;
    this.progress = kept.progress;
    this.outbox = kept.outbox;
  }

  get stateBytes(): number {
    return this.kept.stateBytes;
  }

  async *keys(): AsyncIterable<readonly string[]> {
    yield* pages([...this.kept.users.keys()]);
  }

  async *dues(): AsyncIterable<readonly { readonly key: string; readonly dueMs: number }[]> {
    const due = [...this.kept.users.values()].filter(({ dueMs }) => dueMs !== Infinity);
    yield* pages(due.map(({ key, dueMs }) => ({ key, dueMs })));
  }

  async load(keys: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
    return keys.map((key) => this.kept.users.get(key)?.bytes ?? null);
  }

  async commit({ progress, users, outbox, trimmedSeq }: PartitionCommit): Promise<void> {
    const { kept, epoch, partition } = this;
    if (kept.epoch !== epoch) throw new StaleOwner(`partition ${partition} was claimed by somebody else`);
    if (this.released) throw new StoreUnavailable(`partition ${partition} was released`);
    for (const { key, bytes, dueMs } of users) {
      kept.stateBytes += bytes.length - (kept.users.get(key)?.bytes.length ?? 0);
      // The caller may use its memory again. (`slice` of a `Buffer` would share it.)
      kept.users.set(key, { key, bytes: new Uint8Array(bytes), dueMs });
    }
    const rows = outbox.map((row) => ({ ...row, value: new Uint8Array(row.value) }));
    kept.outbox = [...kept.outbox, ...rows].filter(({ seq }) => seq > trimmedSeq);
    kept.progress = progress;
  }

  async release(): Promise<void> {
    this.released = true;
  }
}

function* pages<T>(all: readonly T[]): Iterable<readonly T[]> {
  for (let at = 0; at < all.length; at += PAGE) yield all.slice(at, at + PAGE);
}
