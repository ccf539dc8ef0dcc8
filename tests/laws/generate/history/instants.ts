import type { Dice } from '../dice.ts';
import { INSTANT_MAX } from '../values/pools.ts';
import type { World } from '../world.ts';

/** T: at the last instant, or so long behind it that something falls due. */
export function drawEnd(dice: Dice, { grid, spansMs }: World, instants: readonly number[]): number {
  const last = Math.max(grid.startMs, ...instants);
  const span = spansMs.length === 0 ? grid.unitMs : dice.pick(spansMs);
  const end = last + dice.pick([0, 0, 1, span - 1, span, span, span + 1, 40 * grid.unitMs]);
  return Math.min(end, INSTANT_MAX);
}

/**
 * As of when members and metrics are looked at: T, where something may change because of a window or a `for`, or just
 * before it, and somewhere between.
 */
export function drawInstants(
  dice: Dice,
  { grid, spansMs }: World,
  instants: readonly number[],
  endMs: number,
): number[] {
  const found = new Set([endMs]);
  const add = (ms: number): void => {
    if (ms >= grid.startMs && ms < endMs) found.add(ms);
  };
  if (instants.length > 0) {
    const due = dice.pick(instants) + (spansMs.length === 0 ? 0 : dice.pick(spansMs));
    add(due - dice.pick([0, 0, 1]));
    add(dice.chance(0.5) ? dice.pick(instants) : dice.int(grid.startMs, endMs));
  }
  return [...found].sort((a, b) => a - b);
}
