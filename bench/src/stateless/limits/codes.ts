import { TEXTS, type TextField } from '../fields.ts';

/** Texts that rules speak of, as small numbers: what any matcher written by hand would begin with. */
const CODES: Readonly<Record<TextField, ReadonlyMap<string, number>>> = {
  country: numbered(TEXTS.country),
  page: numbered(TEXTS.page),
  plan: numbered(TEXTS.plan),
};

function numbered(texts: readonly string[]): ReadonlyMap<string, number> {
  return new Map(texts.map((text, i) => [text, i]));
}

/** −1: no rule speaks of it. */
export function codeOf(field: TextField, text: string): number {
  return CODES[field].get(text) ?? -1;
}

/** A set of codes as 64 bits. */
export interface Mask {
  readonly first: number;
  readonly second: number;
}

export function maskOf(field: TextField, values: readonly string[]): Mask {
  if (TEXTS[field].length > 64) throw new Error('a mask has 64 bits');
  let first = 0;
  let second = 0;
  for (const value of values) {
    const code = codeOf(field, value);
    if (code < 32) first |= 1 << code;
    else second |= 1 << (code - 32);
  }
  return { first, second };
}
