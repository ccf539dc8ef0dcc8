import { shuffled } from '../../support/shuffled.ts';

/**
 * Seeded draws. Each part of a simulation forks a stream of its own, so that what one part draws does not shift what
 * another one gets.
 */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
    // Near seeds begin near each other.
    for (let i = 0; i < 4; i++) this.next();
  }

  /** Another stream, which follows from this one's seed and the name alone. */
  static of(seed: number, name: string): Random {
    let hash = (seed ^ 0x9e37_79b9) >>> 0;
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x0100_0193) >>> 0;
    return new Random(hash);
  }

  /** [0, 1): Tommy Ettinger's public-domain mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b_79f5) >>> 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** low … high, both included. Named as fast-check has it, so that the generators of `tests/laws` can draw from it. */
  nextInt(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('nothing to pick from');
    return list[this.nextInt(0, list.length - 1)] as T;
  }

  shuffled<T>(list: readonly T[]): T[] {
    return shuffled(list, (n) => this.nextInt(0, n - 1));
  }
}
