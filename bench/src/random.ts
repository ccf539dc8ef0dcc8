/** A seeded source of numbers from 0 to 1, also of the scripts that need one. */
export type Random = () => number;

/** mulberry32 by Tommy Ettinger, public domain: small, and good enough a spread. */
export function createRandom(seed: number): Random {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from 0 to `end` − 1. */
export function below(random: Random, end: number): number {
  return Math.floor(random() * end);
}

export function pick<T>(random: Random, values: readonly T[]): T {
  return values[below(random, values.length)] as T;
}

/** `count` different values, in no order. */
export function pickSome<T>(random: Random, values: readonly T[], count: number): T[] {
  const left = [...values];
  return Array.from({ length: Math.min(count, left.length) }, () => {
    const [taken] = left.splice(below(random, left.length), 1);
    return taken as T;
  });
}

export function shuffle<T>(random: Random, values: T[]): T[] {
  for (let i = values.length - 1; i > 0; i--) {
    const j = below(random, i + 1);
    [values[i], values[j]] = [values[j] as T, values[i] as T];
  }
  return values;
}
