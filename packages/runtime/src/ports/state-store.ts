import type { OutboxRow } from './effect-sink.ts';

/** Where state is kept. A partition has one owner at a time, and what an owner commits is there wholly or not at all. */

/**
 * Somebody else has claimed the partition since, or what this owner has committed is not there any more: it can commit
 * nothing any more.
 */
export class StaleOwner extends Error {
  override readonly name = 'StaleOwner';
}

/** The store cannot be reached or is busy: the same call may succeed later. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** Which rules a partition has been run by: `version` from the record at `fromOffset` on. */
export interface Activation {
  /** The hash of the bundle. */
  readonly version: string;
  readonly fromOffset: number;
}

/** Up to where the states of some users were stored. Whoever takes over evaluates the records from there on again. */
export interface StatesPosition {
  /** The first record that is not in them. */
  readonly nextOffset: number;
  readonly watermarkMs: number;
}

/** What is known of a partition besides its users. */
export interface PartitionProgress {
  /** The offset that is to be applied next: what the records before it cause was put into the outbox. */
  readonly nextOffset: number;
  /** `-Infinity` before the first event. */
  readonly watermarkMs: number;
  /** What the users' states hold, by group: not more than `nextOffset` and `watermarkMs` say, and often less. */
  readonly states: readonly StatesPosition[];
  /** The last row that was ever put into the outbox; 0 before the first. */
  readonly seq: number;
  /** Rows caused by records before it are out, though the outbox never had them: what it had was lost once. 0: none. */
  readonly outTo: number;
  /** The last few, oldest first; the last one holds now. */
  readonly activations: readonly Activation[];
  /** Whether all users' timers are those of the rules that hold now. */
  readonly swept: boolean;
}

export interface UserEntry {
  /** See `userKey`. */
  readonly key: string;
  /** Good until the commit has resolved: a store that keeps them in memory copies them. */
  readonly bytes: Uint8Array;
  /** The next instant at which something happens to the user though no event comes; `Infinity`: never. */
  readonly dueMs: number;
}

/** All that one commit changes. */
export interface PartitionCommit {
  readonly progress: PartitionProgress;
  /** Changed users, each once: those of whole groups, as they are at `progress`. */
  readonly users: readonly UserEntry[];
  /** Rows behind those that are there. */
  readonly outbox: readonly OutboxRow[];
  /** Rows up to this one are published and may go. */
  readonly trimmedSeq: number;
}

export interface StateStore {
  /**
   * Becomes the owner of a partition: what an owner from before tries to commit after this resolves fails with
   * `StaleOwner`, and what they did commit is seen.
   */
  claim(partition: number): Promise<PartitionStore>;
  /** Keeps a bundle beside the states that it was applied to, durably; of many only the last few that were put here. */
  keepBundle(version: string, bytes: Uint8Array): Promise<void>;
  /** `null`: it was never kept, or long ago. */
  bundle(version: string): Promise<Uint8Array | null>;
  close(): Promise<void>;
}

export interface PartitionStore {
  /** Grows with every claim. */
  readonly epoch: number;
  /** As it was claimed; `null`: nobody had the partition before. */
  readonly progress: PartitionProgress | null;
  /** The rows that were not trimmed when it was claimed, by `seq`. */
  readonly outbox: readonly OutboxRow[];
  /** All users who have a timer, in no order, in pages. */
  dues(): AsyncIterable<readonly { readonly key: string; readonly dueMs: number }[]>;
  /** All users, in no order, in pages. */
  keys(): AsyncIterable<readonly string[]>;
  /** What is kept of users, in the order asked for; `null`: nothing. The bytes are good until the next commit. */
  load(keys: readonly string[]): Promise<readonly (Uint8Array | null)[]>;
  /**
   * All or nothing, and durable when it resolves. One call at a time. Throws `StaleOwner`; `StoreUnavailable` and any
   * other error leave it open whether it happened: the partition is then to be claimed again, which tells.
   *
   * A commit follows the one before. A server may lose what it acknowledged (it crashed before it had synced, a replica
   * that lags takes over) and keep the claim: then what its owner holds in memory stands for states that are gone. So a
   * commit is refused with `StaleOwner` when the store has lost an earlier one of this owner. Reads need not notice:
   * nothing that was evaluated is published before a commit. Stores on a server count the commits of a partition. In
   * memory and on disk nothing is lost under a living owner, so they count none: the one is gone with the process, of the
   * other the owner holds the file open that it appends to, and all states in memory.
   */
  commit(commit: PartitionCommit): Promise<void>;
  /** Lets go of it, for the next owner. */
  release(): Promise<void>;
  /** Bytes of all users' states, as far as known without work; for metrics. */
  readonly stateBytes: number;
}
