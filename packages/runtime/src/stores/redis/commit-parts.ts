import type { PartitionCommit } from '../../ports/state-store.ts';
import { encodeOutboxRow } from '../outbox-bytes.ts';
import type { RedisArgument } from './redis-connection.ts';
import { encodeUserValues } from './user-value.ts';

/**
 * What one call carries at most: Redis serves nobody else meanwhile, keeps the whole of it in memory besides what it
 * makes of it, and hangs up at 1 GB (`client-query-buffer-limit`).
 */
const CALL_BYTES = 8 << 20;
const CALL_VALUES = 40_000;

/** Values of one call: user's key, value, …; and seq, row, …. */
export interface CommitPart {
  readonly users: RedisArgument[];
  readonly rows: RedisArgument[];
}

/** A commit cut into calls; nearly always it is one. */
export function commitParts({
  users,
  outbox,
  trimmedSeq,
}: PartitionCommit): readonly [CommitPart, ...CommitPart[]] {
  const cut = new Cut();
  const values = encodeUserValues(users);
  users.forEach(({ key }, i) => {
    const value = values[i] as Buffer;
    cut.make(value.length).users.push(key, value);
  });
  for (const row of outbox) {
    if (row.seq <= trimmedSeq) continue;
    const bytes = encodeOutboxRow(row);
    cut.make(bytes.length).rows.push(row.seq, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }
  return cut.parts;
}

class Cut {
  readonly parts: [CommitPart, ...CommitPart[]] = [{ users: [], rows: [] }];
  #bytes = 0;
  #values = 0;

  /** The part that takes what comes next. */
  make(bytes: number): CommitPart {
    const last = this.parts[this.parts.length - 1] as CommitPart;
    const isFull = this.#bytes + bytes > CALL_BYTES || this.#values + 2 > CALL_VALUES;
    if (!isFull || this.#values === 0) {
      this.#bytes += bytes;
      this.#values += 2;
      return last;
    }
    this.#bytes = bytes;
    this.#values = 2;
    const next: CommitPart = { users: [], rows: [] };
    this.parts.push(next);
    return next;
  }
}
