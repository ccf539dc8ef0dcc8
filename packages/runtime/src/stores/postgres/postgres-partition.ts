import type { OutboxRow } from '../../ports/effect-sink.ts';
import {
  type PartitionCommit,
  type PartitionProgress,
  type PartitionStore,
  StaleOwner,
} from '../../ports/state-store.ts';
import { CommitGate } from '../commit-gate.ts';
import { encodeOutboxRow } from '../outbox-bytes.ts';
import { encodeProgress } from '../progress-text.ts';
import { indexKey, longKey } from './index-key.ts';
import { joinedBytes } from './joined-bytes.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import type { Statements } from './statements.ts';

/** Users of a page, and of one question for states. */
const PAGE = 1000;

/** What `claim` found. */
export interface PostgresClaim {
  readonly partition: number;
  readonly owner: string;
  readonly epoch: number;
  /** How many the partition ever had. */
  readonly commits: number;
  readonly progress: PartitionProgress | null;
  readonly outbox: readonly OutboxRow[];
  readonly stateBytes: number;
}

export class PostgresPartition implements PartitionStore {
  readonly epoch: number;
  readonly progress: PartitionProgress | null;
  readonly outbox: readonly OutboxRow[];
  readonly #connection: PostgresConnection;
  readonly #statements: Statements;
  readonly #partition: number;
  readonly #owner: string;
  readonly #name: string;
  readonly #gate: CommitGate;
  #commits: number;
  #stateBytes: number;

  constructor(connection: PostgresConnection, statements: Statements, claim: PostgresClaim) {
    this.epoch = claim.epoch;
    this.progress = claim.progress;
    this.outbox = claim.outbox;
    this.#connection = connection;
    this.#statements = statements;
    this.#partition = claim.partition;
    this.#owner = claim.owner;
    this.#name = `partition ${claim.partition}`;
    this.#gate = new CommitGate(`${connection.where}: ${this.#name}`);
    this.#commits = claim.commits;
    this.#stateBytes = claim.stateBytes;
  }

  get stateBytes(): number {
    return this.#stateBytes;
  }

  async *dues(): AsyncGenerator<readonly { readonly key: string; readonly dueMs: number }[]> {
    for await (const page of this.#pages<[after: string, key: string, dueMs: number]>('dues')) {
      yield page.map(([, key, dueMs]) => ({ key, dueMs }));
    }
  }

  async *keys(): AsyncGenerator<readonly string[]> {
    for await (const page of this.#pages<[after: string, key: string]>('keys')) {
      yield page.map(([, key]) => key);
    }
  }

  /** By key: what is committed meanwhile moves nobody to another page. */
  async *#pages<Row extends readonly [after: string, ...rest: unknown[]]>(
    which: 'dues' | 'keys',
  ): AsyncGenerator<readonly Row[]> {
    let after = '';
    for (;;) {
      const page = await this.#connection.rows<Row>(`reading the users of ${this.#name}`, {
        name: `nudge_${which}`,
        text: this.#statements[which],
        values: [this.#partition, after, PAGE],
      });
      if (page.length > 0) yield page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      after = last[0];
    }
  }

  async load(keys: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
    const states: (Buffer | null)[] = [];
    for (let i = 0; i < keys.length; i += PAGE) {
      const rows = await this.#connection.rows<[state: Buffer | null]>(`reading states of ${this.#name}`, {
        name: 'nudge_load',
        text: this.#statements.load,
        values: [this.#partition, keys.slice(i, i + PAGE).map(indexKey)],
      });
      for (const [state] of rows) states.push(state);
    }
    return states;
  }

  commit(commit: PartitionCommit): Promise<void> {
    return this.#gate.pass(async () => {
      const rows = await this.#connection.rows<[stateBytes: number]>(`committing ${this.#name}`, {
        name: 'nudge_commit',
        text: this.#statements.commit,
        values: [this.#partition, this.epoch, this.#owner, this.#commits, ...valuesOf(commit)],
      });
      const done = rows[0];
      if (done === undefined) {
        throw new StaleOwner(
          `${this.#connection.where}: ${this.#name} has another owner by now, or the server has lost commits that it had acknowledged`,
        );
      }
      this.#commits++;
      this.#stateBytes = done[0];
    });
  }

  /** Nothing is held: the next claim takes it either way. */
  async release(): Promise<void> {
    this.#gate.release();
  }
}

function valuesOf({ progress, users, outbox, trimmedSeq }: PartitionCommit): readonly unknown[] {
  const states = joinedBytes(users.map(({ bytes }) => bytes));
  const kept = outbox.filter(({ seq }) => seq > trimmedSeq);
  const rows = joinedBytes(kept.map(encodeOutboxRow));
  return [
    encodeProgress(progress),
    trimmedSeq,
    users.map(({ key }) => indexKey(key)),
    users.map(({ key }) => longKey(key)),
    users.map(({ dueMs }) => dueMs),
    states.bytes,
    states.firsts,
    states.sizes,
    kept.map(({ seq }) => seq),
    rows.bytes,
    rows.firsts,
    rows.sizes,
  ];
}
