import type { Value } from '../contract/manifest.ts';

/** A string or a bool. Lists are values too, but no condition names one: they are among the `others`. */
export type Word = string | boolean;

/** A set of the values of one field. Closed under `not`, `and` and `or`, so that any tests of one field are one set. */
export interface ValueSet {
  /** Whether it holds "the field is missing". */
  readonly missing: boolean;
  /** With `others` all words but these, else these. */
  readonly words: ReadonlySet<Word>;
  readonly others: boolean;
  /**
   * Its whole numbers: where membership turns, ascending. Below the first cut a number is outside, from there inside,
   * from the next outside again. A first cut of −∞: inside from the beginning.
   */
  readonly cuts: readonly number[];
}

const NO_WORDS: ReadonlySet<Word> = new Set();
const NOTHING: ValueSet = { missing: false, words: NO_WORDS, others: false, cuts: [] };

export const PRESENT: ValueSet = { missing: false, words: NO_WORDS, others: true, cuts: [-Infinity] };

export function setOf(values: readonly Value[]): ValueSet {
  const words = values.filter(
    (value): value is Word => typeof value === 'string' || typeof value === 'boolean',
  );
  const numbers = values.filter((value) => typeof value === 'number').sort((a, b) => a - b);
  const cuts: number[] = [];
  for (const n of numbers) {
    const end = cuts.at(-1);
    if (end !== undefined && n < end) continue;
    // A neighbour lengthens the run that ends before it.
    if (n === end) cuts.pop();
    else cuts.push(n);
    cuts.push(n + 1);
  }
  return { ...NOTHING, words: new Set(words), cuts };
}

export function rangeOf(low: number | null, high: number | null): ValueSet {
  const from = low ?? -Infinity;
  if (high === null) return { ...NOTHING, cuts: [from] };
  return { ...NOTHING, cuts: from <= high ? [from, high + 1] : [] };
}

export function complementOf({ missing, words, others, cuts }: ValueSet): ValueSet {
  const turned = cuts[0] === -Infinity ? cuts.slice(1) : [-Infinity, ...cuts];
  return { missing: !missing, words, others: !others, cuts: turned };
}

export function intersect(a: ValueSet, b: ValueSet): ValueSet {
  return {
    missing: a.missing && b.missing,
    words: intersectWords(a, b),
    others: a.others && b.others,
    cuts: intersectCuts(a.cuts, b.cuts),
  };
}

export function unite(a: ValueSet, b: ValueSet): ValueSet {
  return complementOf(intersect(complementOf(a), complementOf(b)));
}

export function isEmpty({ missing, words, others, cuts }: ValueSet): boolean {
  return !missing && !others && words.size === 0 && cuts.length === 0;
}

export function isAll({ missing, words, others, cuts }: ValueSet): boolean {
  return missing && others && words.size === 0 && cuts.length === 1 && cuts[0] === -Infinity;
}

function hasWord({ words, others }: ValueSet, word: Word): boolean {
  return words.has(word) !== others;
}

/** Its values one by one, if there are at most `limit`; `null`: there are more, or "missing" is one. */
export function listValues(
  { missing, words, others, cuts }: ValueSet,
  limit: number,
): readonly (Word | number)[] | null {
  if (missing || others || words.size > limit || cuts.length % 2 === 1) return null;
  const values: (Word | number)[] = [...words];
  for (let i = 0; i < cuts.length; i += 2) {
    const end = cuts[i + 1] as number;
    for (let n = cuts[i] as number; n < end; n++) {
      if (values.length === limit) return null;
      values.push(n);
    }
  }
  return values;
}

function intersectWords(a: ValueSet, b: ValueSet): ReadonlySet<Word> {
  if (a.others && b.others) return a.words.size === 0 ? b.words : new Set([...a.words, ...b.words]);
  const [listed, test] = a.others ? [b, a] : [a, b];
  return new Set([...listed.words].filter((word) => hasWord(test, word)));
}

function intersectCuts(a: readonly number[], b: readonly number[]): readonly number[] {
  const cuts: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const cut = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    const before = i % 2 === 1 && j % 2 === 1;
    if (a[i] === cut) i++;
    if (b[j] === cut) j++;
    if ((i % 2 === 1 && j % 2 === 1) !== before) cuts.push(cut);
  }
  return cuts;
}
