import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** SHA-256 as hex over UTF-8: the version of a bundle. */
export function contentHash(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** A short name for what state is stored under; 64 bits are plenty for the parts of one project. */
export function stableHash(text: string): string {
  return contentHash(text).slice(0, 16);
}
