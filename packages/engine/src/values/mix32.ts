/** Spreads 32 bits: the finaliser of MurmurHash3 (Austin Appleby, public domain). Signed. */
export function mix32(n: number): number {
  let h = n ^ (n >>> 16);
  h = Math.imul(h, 0x85eb_ca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2_ae35);
  return h ^ (h >>> 16);
}
