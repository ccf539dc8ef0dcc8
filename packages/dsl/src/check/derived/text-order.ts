/** By UTF-8 bytes, which is by code points (rule 19 of the semantics); `<` on strings compares UTF-16 units. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return sortable(x) - sortable(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points beyond all other units. */
function sortable(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
