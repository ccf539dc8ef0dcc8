import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** SHA-256 as hex over UTF-8. */
export type Sha256 = (text: string) => string;

/** The version of a bundle, where the host has no SHA-256 of its own. */
export function contentHash(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** A short name for what state is stored under; 64 bits are plenty for the parts of one project. */
export function stableHash(text: string, sha256: Sha256): string {
  return sha256(text).slice(0, 16);
}
