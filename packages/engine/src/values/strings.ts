/**
 * Strings are NFC, without U+0000 and lone surrogates (semantics 5), and are ordered by their UTF-8 bytes
 * (semantics 19). Nothing here depends on a locale.
 */

/**
 * Orders by UTF-8 bytes, which is by code points: −1, 0 or 1. JavaScript's own `<` orders by UTF-16 units
 * and so puts U+1F600 before U+FFEE.
 */
export function compareUtf8(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  if (at === end) return a.length < b.length ? -1 : 1;
  return codePointRank(a.charCodeAt(at)) < codePointRank(b.charCodeAt(at)) ? -1 : 1;
}

/** Moves the surrogates, which stand for U+10000 and up, behind the units U+E000–U+FFFF. */
function codePointRank(unit: number): number {
  return unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** A–Z become a–z; every other character stays as it is. */
export function lowerAscii(s: string): string {
  return s.replace(/[A-Z]+/g, (run) => run.toLowerCase());
}

/** The number of code points; a lone surrogate would count as one. */
export function lengthCodePoints(s: string): number {
  let length = s.length;
  for (let at = 0; at < s.length - 1; at += 1) {
    if (isLead(s.charCodeAt(at)) && isTrail(s.charCodeAt(at + 1))) {
      length -= 1;
      at += 1;
    }
  }
  return length;
}

// Under the u flag a pair is one character, so this finds only surrogates that stand alone.
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/** Can be a value: no U+0000, no lone surrogate. */
export function isStorable(s: string): boolean {
  return !s.includes('\0') && !LONE_SURROGATE.test(s);
}

/** Can be a user, tenant or event id: not empty, no U+0000–U+001F, no lone surrogate. */
export function isIdText(s: string): boolean {
  for (let at = 0; at < s.length; at += 1) if (s.charCodeAt(at) < 0x20) return false;
  return s !== '' && !LONE_SURROGATE.test(s);
}

/** Normalization Form C, as every string is at ingestion. */
export function toNfc(s: string): string {
  // All below U+0300 is NFC already; normalize() would find out more slowly.
  for (let at = 0; at < s.length; at += 1) if (s.charCodeAt(at) >= 0x300) return s.normalize('NFC');
  return s;
}

function isLead(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isTrail(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
