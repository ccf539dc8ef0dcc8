import type { UserEntry } from '../../ports/state-store.ts';

/** The instant of the next timer, as a big-endian double. */
const HEAD = 8;

/**
 * A user's value in the hash: when something is due, then the state. In one value rather than in a sorted set of its
 * own, because dues are read only when a partition is claimed but written with every state: one field to write instead
 * of two, some 100 bytes less for each user, and the two can never disagree.
 */
export function encodeUserValues(users: readonly UserEntry[]): readonly Buffer[] {
  let size = 0;
  for (const { bytes } of users) size += HEAD + bytes.length;
  const all = Buffer.allocUnsafe(size);
  let at = 0;
  return users.map(({ bytes, dueMs }) => {
    const start = at;
    all.writeDoubleBE(dueMs, at);
    all.set(bytes, at + HEAD);
    at += HEAD + bytes.length;
    return all.subarray(start, at);
  });
}

export function stateOf(value: Buffer): Uint8Array {
  return value.subarray(HEAD);
}

/** `head`: the value, or its first eight bytes. */
export function dueOf(head: Buffer): number {
  return head.readDoubleBE(0);
}

/** What states weigh, of a sum of whole values. */
export function stateBytesOf(valueBytes: number, users: number): number {
  return valueBytes - HEAD * users;
}

/** The head of users for whom nothing is due. */
export const NEVER: Buffer = Buffer.alloc(HEAD);
NEVER.writeDoubleBE(Infinity, 0);
