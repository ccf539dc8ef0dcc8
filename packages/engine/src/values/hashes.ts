/**
 * Hashes that identify an effect (semantics, Output) and that put a user into a bucket (semantics 22). Texts
 * are hashed as UTF-8.
 */

import { md5 } from '@noble/hashes/legacy.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Text → the 64 lower-case hex digits of SHA-256 over its UTF-8. A host may bring a faster one. */
export type Sha256 = (text: string) => string;

/** The portable SHA-256, for hosts that bring none. */
export function sha256Hex(text: string): string {
  return bytesToHex(nobleSha256(utf8ToBytes(text)));
}

/**
 * The first 32 hex digits of SHA-256 over the parts joined by U+001F, which no part holds: so no two lists of
 * parts give one text.
 */
export function sha256Hex32(parts: readonly string[], sha256: Sha256 = sha256Hex): string {
  return sha256(parts.join('\u001f')).slice(0, 32);
}

/** A user's bucket under a salt, 0–9999: the same in every back end, for SQL has md5 too. */
export function bucketOf(salt: string, tenant: string, user: string): number {
  const digest = md5(utf8ToBytes(`${salt}:${tenant}:${user}`));
  return Number.parseInt(bytesToHex(digest.subarray(0, 4)), 16) % 10_000;
}
