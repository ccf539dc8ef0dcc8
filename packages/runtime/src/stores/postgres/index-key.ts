import { hash } from 'node:crypto';

/** An entry of an index has at most some 2,700 bytes, and an id may be of any length. */
const LONGEST_BYTES = 1000;

/** What a user is found by. Ids hold no control characters, so none looks like one that stands for another. */
export function indexKey(key: string): string {
  return isLong(key) ? `\u001e${hash('sha256', key, 'hex')}` : key;
}

export function longKey(key: string): string | null {
  return isLong(key) ? key : null;
}

function isLong(key: string): boolean {
  // A code unit is at most three bytes.
  return key.length * 3 > LONGEST_BYTES && Buffer.byteLength(key) > LONGEST_BYTES;
}
