import type { Program } from '@nudge/dsl';
import { coverageOf } from './coverage-of.ts';
import { FEATURES } from './features.ts';

const INDEX: ReadonlyMap<string, number> = new Map(FEATURES.map((feature, i) => [feature, i]));
const SIZE = FEATURES.length;
/** Pairs that few programs hold are shown by name. */
const SHOWN_MAX = 12;

/** Counts the programs that hold each feature, and each pair of two. */
export class Coverage {
  private programs = 0;
  /** Of features i and j, i < j, at i × SIZE + j; of i alone at i × SIZE + i. */
  private readonly counts = new Uint32Array(SIZE * SIZE);

  add(program: Program): void {
    const held = [...coverageOf(program)].map((feature) => INDEX.get(feature) ?? 0).sort((a, b) => a - b);
    this.programs++;
    held.forEach((i, at) => {
      for (const j of held.slice(at)) this.counts[i * SIZE + j] = this.count(i, j) + 1;
    });
  }

  /** Features and pairs that no program held. */
  missing(): string[] {
    return this.cells().flatMap(({ name, count }) => (count === 0 ? [name] : []));
  }

  report(): string {
    const features = FEATURES.map((feature, i) => ({ name: feature, count: this.count(i, i) }));
    const pairs = this.cells().filter(({ name }) => !INDEX.has(name));
    const thinnest = pairs.toSorted((a, b) => a.count - b.count).slice(0, SHOWN_MAX);
    const below = (limit: number): string =>
      `${pairs.filter(({ count }) => count < limit).length} in fewer than ${limit}`;
    return [
      `${this.programs} programs, ${SIZE} features, ${pairs.length} pairs of features`,
      '',
      'programs that hold a feature:',
      ...features
        .toSorted((a, b) => a.count - b.count)
        .map(({ name, count }) => `${String(count).padStart(8)}  ${name}`),
      '',
      `pairs: ${[1, 3, 10, 30, 100].map(below).join(', ')}; the thinnest:`,
      ...thinnest.map(({ name, count }) => `${String(count).padStart(8)}  ${name}`),
      '',
    ].join('\n');
  }

  private count(i: number, j: number): number {
    return this.counts[i * SIZE + j] ?? 0;
  }

  private cells(): { readonly name: string; readonly count: number }[] {
    return FEATURES.flatMap((first, i) =>
      FEATURES.slice(i).map((second, k) => ({
        name: k === 0 ? first : `${first} × ${second}`,
        count: this.count(i, i + k),
      })),
    );
  }
}
