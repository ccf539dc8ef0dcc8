import type { OutboxRow } from '../../ports/effect-sink.ts';
import {
  type PartitionCommit,
  type PartitionProgress,
  type PartitionStore,
  StaleOwner,
  StoreUnavailable,
} from '../../ports/state-store.ts';
import { CommitGate } from '../commit-gate.ts';
import { encodeProgress } from '../progress-text.ts';
import { type CommitPart, commitParts } from './commit-parts.ts';
import { oddAnswer, type RedisConnection } from './redis-connection.ts';
import type { RedisKeys } from './redis-keys.ts';
import { COMMIT, DUES_PAGE, KEYS_PAGE, LOST, type RedisScript, STAGE, STALE, UNSTAGED } from './scripts.ts';
import { dueOf, NEVER, stateBytesOf, stateOf } from './user-value.ts';

/** Users of a page, and of one question for states. */
const PAGE = 1000;

/** What `claim` found. */
export interface RedisClaim {
  readonly partition: number;
  readonly keys: RedisKeys;
  /** What the partition's `owner` says as long as it is ours. */
  readonly owner: string;
  readonly epoch: number;
  /** How many the partition ever had. */
  readonly commits: number;
  readonly progress: PartitionProgress | null;
  readonly outbox: readonly OutboxRow[];
  readonly stateBytes: number;
}

export class RedisPartition implements PartitionStore {
  readonly epoch: number;
  readonly progress: PartitionProgress | null;
  readonly outbox: readonly OutboxRow[];
  readonly #connection: RedisConnection;
  readonly #keys: RedisKeys;
  readonly #owner: string;
  readonly #name: string;
  readonly #gate: CommitGate;
  #commits: number;
  #stateBytes: number;

  constructor(connection: RedisConnection, claim: RedisClaim) {
    this.epoch = claim.epoch;
    this.progress = claim.progress;
    this.outbox = claim.outbox;
    this.#connection = connection;
    this.#keys = claim.keys;
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
    const seen = new Set<string>();
    for await (const found of this.#pages(DUES_PAGE, [NEVER])) {
      const page: { readonly key: string; readonly dueMs: number }[] = [];
      for (let i = 0; i + 1 < found.length; i += 2) {
        const key = String(found[i]);
        if (isNew(seen, key)) page.push({ key, dueMs: dueOf(found[i + 1] as Buffer) });
      }
      if (page.length > 0) yield page;
    }
  }

  async *keys(): AsyncGenerator<readonly string[]> {
    const seen = new Set<string>();
    for await (const found of this.#pages(KEYS_PAGE, [])) {
      const page = found.map(String).filter((key) => isNew(seen, key));
      if (page.length > 0) yield page;
    }
  }

  /** All that was there from beginning to end, some of it twice: so HSCAN promises, also while we commit. */
  async *#pages(script: RedisScript, values: readonly Buffer[]): AsyncGenerator<readonly Buffer[]> {
    let cursor = '0';
    do {
      const page = await this.#connection.run(
        `reading the users of ${this.#name}`,
        script,
        [this.#keys.users],
        [cursor, PAGE, ...values],
      );
      if (!Array.isArray(page) || !Array.isArray(page[1])) throw oddAnswer(this.#connection.where);
      yield page[1];
      cursor = String(page[0]);
    } while (cursor !== '0');
  }

  async load(keys: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
    const pages: Promise<readonly (Buffer | null)[]>[] = [];
    for (let i = 0; i < keys.length; i += PAGE) {
      const page = keys.slice(i, i + PAGE);
      pages.push(
        this.#connection.ask(`reading states of ${this.#name}`, (client) =>
          client.hmgetBuffer(this.#keys.users, ...page),
        ),
      );
    }
    return (await Promise.all(pages)).flat().map((value) => (value === null ? null : stateOf(value)));
  }

  commit(commit: PartitionCommit): Promise<void> {
    return this.#gate.pass(async () => {
      const parts = commitParts(commit);
      const last = parts[parts.length - 1] as CommitPart;
      const staged = { users: 0, rows: 0 };
      for (const part of parts.slice(0, -1)) {
        await this.#stage(part, staged.users + staged.rows === 0);
        staged.users += part.users.length;
        staged.rows += part.rows.length;
      }
      const { partition, users, outbox, stagedUsers, stagedRows } = this.#keys;
      const answer = await this.#run(
        COMMIT,
        [partition, users, outbox, stagedUsers, stagedRows],
        [
          this.#commits,
          encodeProgress(commit.progress),
          commit.trimmedSeq,
          staged.users,
          staged.rows,
          last.users.length,
        ],
        last,
      );
      if (!Array.isArray(answer)) throw oddAnswer(this.#connection.where);
      this.#commits++;
      this.#stateBytes = stateBytesOf(Number(answer[0]), Number(answer[1]));
    });
  }

  /** A part goes where nobody reads it, until the last one is there. */
  async #stage(part: CommitPart, isFirst: boolean): Promise<void> {
    const { partition, stagedUsers, stagedRows } = this.#keys;
    await this.#run(STAGE, [partition, stagedUsers, stagedRows], [isFirst ? 1 : 0, part.users.length], part);
  }

  async #run(
    script: RedisScript,
    keys: readonly string[],
    head: readonly (string | number)[],
    { users, rows }: CommitPart,
  ): Promise<unknown> {
    const values = [this.#owner, ...head].concat(users as never, rows as never);
    const answer = await this.#connection.run(`committing ${this.#name}`, script, keys, values);
    if (answer === STALE) {
      throw new StaleOwner(`${this.#connection.where}: ${this.#name} has another owner by now`);
    }
    if (answer === LOST) {
      throw new StaleOwner(
        `${this.#connection.where}: ${this.#name}: Redis has lost commits that it had acknowledged`,
      );
    }
    if (answer === UNSTAGED) {
      throw new StoreUnavailable(
        `${this.#connection.where}: ${this.#name}: parts of a large commit were lost on their way`,
      );
    }
    return answer;
  }

  /** Nothing is held: the next claim takes it either way. */
  async release(): Promise<void> {
    this.#gate.release();
  }
}

function isNew(seen: Set<string>, key: string): boolean {
  const { size } = seen;
  return seen.add(key).size > size;
}
