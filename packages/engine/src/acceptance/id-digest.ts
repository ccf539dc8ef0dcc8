import { mix32 } from '../values/mix32.ts';

/**
 * 104 bits of a text, in two whole numbers of 52 bits each, which is what a double holds exactly. Two of n ids of one
 * user agree with a chance of n² / 2¹⁰⁵: for a million ids less than one in 10¹⁹. It is no cryptographic digest: who may
 * choose the ids of a user's events can make two agree, but could as well use one id twice.
 *
 * MurmurHash3_x86_128 (Austin Appleby, public domain) over the UTF-16 units, two in each 32-bit word, with the length.
 */
export interface Digest {
  high: number;
  low: number;
}

const C1 = 0x239b_961b;
const C2 = 0xab0e_9789 | 0;
const C3 = 0x38b3_4ae5;
const C4 = 0xa1e3_8b93 | 0;

/** Fills `into` and gives it. */
export function digestOf(text: string, into: Digest): Digest {
  let h1 = 0;
  let h2 = 0;
  let h3 = 0;
  let h4 = 0;
  const { length } = text;
  // Behind the end there are zeros; the length tells such texts apart.
  for (let i = 0; i < length; i += 8) {
    h1 ^= Math.imul(rotate(Math.imul(wordAt(text, i), C1), 15), C2);
    h1 = (Math.imul((rotate(h1, 19) + h2) | 0, 5) + 0x561c_cd1b) | 0;
    h2 ^= Math.imul(rotate(Math.imul(wordAt(text, i + 2), C2), 16), C3);
    h2 = (Math.imul((rotate(h2, 17) + h3) | 0, 5) + 0x0bca_a747) | 0;
    h3 ^= Math.imul(rotate(Math.imul(wordAt(text, i + 4), C3), 17), C4);
    h3 = (Math.imul((rotate(h3, 15) + h4) | 0, 5) + 0x96cd_1c35) | 0;
    h4 ^= Math.imul(rotate(Math.imul(wordAt(text, i + 6), C4), 18), C1);
    h4 = (Math.imul((rotate(h4, 13) + h1) | 0, 5) + 0x32ac_3b17) | 0;
  }
  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = mix32((h2 + h1) | 0);
  h3 = mix32((h3 + h1) | 0);
  h4 = mix32((h4 + h1) | 0);
  h1 = (mix32(h1) + h2 + h3 + h4) | 0;
  into.high = (h1 >>> 0) * 0x10_0000 + (((h2 + h1) >>> 12) & 0xf_ffff);
  into.low = ((h3 + h1) >>> 0) * 0x10_0000 + (((h4 + h1) >>> 12) & 0xf_ffff);
  return into;
}

function wordAt(text: string, i: number): number {
  return i + 1 < text.length
    ? text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16)
    : i < text.length
      ? text.charCodeAt(i)
      : 0;
}

function rotate(n: number, by: number): number {
  return (n << by) | (n >>> (32 - by));
}
