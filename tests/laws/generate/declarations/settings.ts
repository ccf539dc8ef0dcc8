import type { Dice } from '../dice.ts';
import { droppable, type Piece } from '../piece.ts';
import { spanText } from '../values/literal.ts';
import { INSTANT_MAX } from '../values/pools.ts';
import type { Grid, World } from '../world.ts';

/** 2026-03-02T10:00:00Z, a Monday. */
const START = Date.UTC(2026, 2, 2, 10);
const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export function drawGrid(dice: Dice): Grid {
  const unitMs = dice.choose([
    { weight: 7, make: () => SECOND },
    { weight: 1, make: () => 1 },
    { weight: 0.5, make: () => 60 * SECOND },
    { weight: 0.8, make: () => HOUR },
    { weight: 0.7, make: () => DAY },
  ]);
  const startMs = dice.choose([
    { weight: 12, make: () => START },
    // Clocks change in Berlin, and in New York.
    { weight: 1, make: () => Date.UTC(2026, 2, 29, 1) - 20 * unitMs },
    { weight: 1, make: () => Date.UTC(2026, 10, 1, 6) - 20 * unitMs },
    // The ends of time: windows reach beyond them.
    { weight: 0.7, make: () => 0 },
    { weight: 0.5, make: () => INSTANT_MAX - 70 * unitMs },
  ]);
  return { startMs, unitMs };
}

/** How late an event may come. The default is an hour, with most grids longer than a history. */
export function drawLate(
  dice: Dice,
  { unitMs }: Grid,
): { readonly ms: number; readonly declaration: Piece[] } {
  if (!dice.likely('late', 0.85)) return { ms: HOUR, declaration: [] };
  const steps = dice.choose([
    { of: 'late 0s', weight: 1, make: () => 0 },
    { weight: 8, make: () => dice.pick([1, 2, 5, 10, 10, 20, 60]) },
  ]);
  const ms = steps * unitMs;
  return { ms, declaration: [droppable([`late ${spanText(ms)}`])] };
}

/** What belongs to the project and changes nothing by itself. */
export function settingDeclarations(dice: Dice, { channels, purposes }: World): Piece[] {
  return [
    ...channels.map(({ name, piiAllowed }) =>
      droppable([`channel ${name}${piiAllowed ? ' { pii allowed }' : ''}`]),
    ),
    ...purposes.map((purpose) => droppable([`purpose ${purpose}`])),
    ...(dice.likely('future', 0.15) ? [droppable(['future 10m'])] : []),
    ...(dice.likely('delay', 0.15) ? [droppable(['delay 5s'])] : []),
  ];
}
