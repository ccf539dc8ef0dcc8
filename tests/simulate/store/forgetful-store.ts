import type { OutboxRow } from '../../../packages/runtime/src/ports/effect-sink.ts';
import {
  type PartitionCommit,
  type PartitionProgress,
  type PartitionStore,
  StaleOwner,
  type StateStore,
  type UserEntry,
} from '../../../packages/runtime/src/ports/state-store.ts';
import { MemoryBundles } from '../../../packages/runtime/src/stores/memory/memory-bundles.ts';

interface Kept {
  epoch: number;
  readonly commits: PartitionCommit[];
  users: Map<string, UserEntry>;
  outbox: readonly OutboxRow[];
}

/**
 * Keeps every commit, so that it can lose the last ones: as Redis does when a replica that lags takes over. What is left
 * of a partition is a prefix of its history, and epochs still grow. As there, commits are counted, and an owner that lives
 * on learns of it by its next one.
 */
export class ForgetfulBackend {
  readonly bundles = new MemoryBundles();
  private readonly partitions = new Map<number, Kept>();

  kept(partition: number): Kept {
    let kept = this.partitions.get(partition);
    if (kept === undefined) {
      kept = { epoch: 0, commits: [], users: new Map(), outbox: [] };
      this.partitions.set(partition, kept);
    }
    return kept;
  }

  /** How many were lost: not more than there are. */
  lose(partition: number, count: number): number {
    const kept = this.kept(partition);
    const lost = kept.commits.splice(Math.max(0, kept.commits.length - count)).length;
    kept.users = new Map();
    kept.outbox = [];
    for (const commit of kept.commits) apply(kept, commit);
    return lost;
  }
}

function apply(kept: Kept, { users, outbox, trimmedSeq }: PartitionCommit): void {
  for (const user of users) kept.users.set(user.key, user);
  kept.outbox = [...kept.outbox, ...outbox].filter(({ seq }) => seq > trimmedSeq);
}

export class ForgetfulStore implements StateStore {
  private readonly backend: ForgetfulBackend;

  constructor(backend: ForgetfulBackend) {
    this.backend = backend;
  }

  async claim(partition: number): Promise<PartitionStore> {
    const kept = this.backend.kept(partition);
    kept.epoch++;
    return new ForgetfulPartition(kept);
  }

  async keepBundle(version: string, bytes: Uint8Array): Promise<void> {
    this.backend.bundles.put(version, bytes);
  }

  async bundle(version: string): Promise<Uint8Array | null> {
    return this.backend.bundles.get(version);
  }

  async close(): Promise<void> {}
}

class ForgetfulPartition implements PartitionStore {
  readonly epoch: number;
  readonly progress: PartitionProgress | null;
  readonly outbox: readonly OutboxRow[];
  readonly stateBytes = 0;
  private readonly kept: Kept;
  /** How many the partition has, as far as this owner knows. */
  private commits: number;

  constructor(kept: Kept) {
    this.kept = kept;
    this.epoch = kept.epoch;
    this.commits = kept.commits.length;
    this.progress = kept.commits.at(-1)?.progress ?? null;
    this.outbox = kept.outbox;
  }

  async *keys(): AsyncIterable<readonly string[]> {
    yield [...this.kept.users.keys()];
  }

  async *dues(): AsyncIterable<readonly { readonly key: string; readonly dueMs: number }[]> {
    yield [...this.kept.users.values()].filter(({ dueMs }) => dueMs !== Infinity);
  }

  async load(keys: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
    return keys.map((key) => this.kept.users.get(key)?.bytes ?? null);
  }

  async commit(commit: PartitionCommit): Promise<void> {
    if (this.kept.epoch !== this.epoch) throw new StaleOwner('somebody else has claimed the partition');
    if (this.kept.commits.length !== this.commits) throw new StaleOwner('commits of this owner were lost');
    const users = commit.users.map((user) => ({ ...user, bytes: user.bytes.slice() }));
    const owned = { ...commit, users };
    this.commits = this.kept.commits.push(owned);
    apply(this.kept, owned);
  }

  async release(): Promise<void> {}
}
