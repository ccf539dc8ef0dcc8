import type { Random } from 'fast-check';
import { shuffled } from '../../support/shuffled.ts';

export interface Option<T> {
  /** A feature, if the choice makes one: a case that is about it takes it far more often. */
  readonly of?: string;
  readonly weight: number;
  readonly make: () => T;
}

/** How much likelier a feature is in a program that is about it. */
const FOCUS_FACTOR = 12;

/**
 * Draws. Each program is about a few features, its focus, so that rare ones meet each other often enough; without
 * that, the thinnest pairs of features would need tens of thousands of programs.
 */
export class Dice {
  private readonly random: Random;
  focus: ReadonlySet<string> = new Set();

  constructor(random: Random) {
    this.random = random;
  }

  int(low: number, high: number): number {
    return this.random.nextInt(low, high);
  }

  chance(probability: number): boolean {
    return this.random.nextInt(0, 0xffff) < probability * 0x1_0000;
  }

  /** A chance that is better where the program is about the feature. */
  likely(feature: string, probability: number): boolean {
    return this.chance(this.focus.has(feature) ? Math.max(0.9, probability) : probability);
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('nothing to pick from');
    return list[this.int(0, list.length - 1)] as T;
  }

  /** Several of a list, each at most once, in random order. */
  some<T>(list: readonly T[], count: number): T[] {
    return this.shuffled(list).slice(0, count);
  }

  shuffled<T>(list: readonly T[]): T[] {
    return shuffled(list, (n) => this.int(0, n - 1));
  }

  choose<T>(options: readonly Option<T>[]): T {
    let total = 0;
    for (const option of options) total += this.weightOf(option);
    let left = this.int(0, Math.max(0, Math.round(total * 1000) - 1)) / 1000;
    for (const option of options) {
      left -= this.weightOf(option);
      if (left < 0) return option.make();
    }
    const last = options.at(-1);
    if (last === undefined) throw new Error('nothing to choose from');
    return last.make();
  }

  private weightOf({ of, weight }: Option<unknown>): number {
    return of !== undefined && this.focus.has(of) ? weight * FOCUS_FACTOR : weight;
  }
}
