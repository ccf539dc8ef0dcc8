import { shuffled } from '../support/shuffled.ts';

/** Choices that follow from a number, for laws that have to pick. */
export interface Choices {
  /** 0 … n − 1. */
  below(n: number): number;
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  shuffled<T>(list: readonly T[]): T[];
}

/** Tommy Ettinger's public-domain mulberry32; what is drawn has a spread that is good enough. */
export function choicesOf(seed: number): Choices {
  let a = seed >>> 0;
  const random = (): number => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(random() * n);
  return {
    below,
    pick: <T>(list: readonly T[]): T => list[below(list.length)] as T,
    shuffled: (list) => shuffled(list, below),
  };
}
