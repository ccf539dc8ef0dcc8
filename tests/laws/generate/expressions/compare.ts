import type { Option } from '../dice.ts';
import { BINDS, expression, hole, type Piece } from '../piece.ts';
import { BOOL, DECIMAL, DURATION, ENUMS, INT, isOrdered, STRING, TIMESTAMP, type Type } from '../types.ts';
import { literal } from '../values/literal.ts';
import { aggregates } from './aggregates.ts';
import { varyingAtoms } from './atoms.ts';
import type { Site } from './site.ts';

const EQUALS = ['=', '!='] as const;
const ORDERS = ['<', '<=', '>', '>='] as const;

const WEIGHTS: readonly (readonly [type: Type, weight: number])[] = [
  [INT, 5],
  [DECIMAL, 4],
  [STRING, 1.5],
  [TIMESTAMP, 1],
  [DURATION, 1.5],
  [BOOL, 0.7],
  ...ENUMS.map((type) => [type, 1] as const),
];

/** Comparisons with the six operators, and `between`. */
export function comparisons(site: Site, depth: number): Option<Piece>[] {
  const types = WEIGHTS.filter(([type]) => hasSubject(site, type, depth));
  if (types.length === 0) return [];
  const { dice } = site;
  const type = (wanted: (type: Type) => boolean): Type => {
    const fitting = types.filter(([each]) => wanted(each));
    return dice.choose(fitting.map(([each, weight]) => ({ weight, make: () => each })));
  };
  const ordered = types.some(([each]) => isOrdered(each));
  const total = types.reduce((sum, [, weight]) => sum + weight, 0) / 5;
  return [
    ...EQUALS.map((operator) => ({
      of: operator,
      weight: total * 0.9,
      make: () =>
        compare(
          site,
          operator,
          type(() => true),
          depth,
        ),
    })),
    ...(ordered ? ORDERS : []).map((operator) => ({
      of: operator,
      weight: total * 0.7,
      make: () => compare(site, operator, type(isOrdered), depth),
    })),
    ...(ordered
      ? [{ of: 'between', weight: total * 0.7, make: () => between(site, type(isOrdered), depth) }]
      : []),
    ...enumComparisons(site, depth),
  ];
}

/** Values of two enums that share some. */
function enumComparisons(site: Site, depth: number): Option<Piece>[] {
  const there = ENUMS.filter((each) => hasSubject(site, each, depth));
  if (there.length < 2) return [];
  const make = (): Piece => {
    const operator = site.dice.pick(EQUALS);
    const mayMiss = operator === '=' && site.polarity === 'positive';
    const [left, right] = site.dice.some(there, 2).map((each) => subject(site, each, mayMiss, depth));
    return comparison([
      hole(left as Piece, BINDS.coalesce),
      ` ${operator} `,
      hole(right as Piece, BINDS.coalesce),
    ]);
  };
  return [{ of: 'two enums', weight: 0.8, make }];
}

/** Whether there is anything to compare that is not a constant. */
export function hasSubject(site: Site, type: Type, depth: number): boolean {
  if (type.kind === 'duration' && depth > 1 && hasSubject(site, TIMESTAMP, depth - 1)) return true;
  return varyingAtoms(site, type).length > 0 || aggregates(site, type, depth).length > 0;
}

function compare(site: Site, operator: string, type: Type, depth: number): Piece {
  const mayMiss = operator !== '!=' && site.polarity === 'positive';
  const sides = [subject(site, type, mayMiss, depth), other(site, type, mayMiss, depth)];
  const [left, right] = site.dice.chance(0.85) ? sides : sides.reverse();
  return comparison([
    hole(left as Piece, BINDS.coalesce),
    ` ${operator} `,
    hole(right as Piece, BINDS.coalesce),
  ]);
}

function between(site: Site, type: Type, depth: number): Piece {
  const mayMiss = site.polarity === 'positive';
  return comparison([
    hole(subject(site, type, mayMiss, depth), BINDS.coalesce),
    ' between ',
    hole(other(site, type, mayMiss, depth), BINDS.coalesce),
    ' and ',
    hole(other(site, type, mayMiss, depth), BINDS.coalesce),
  ]);
}

export function comparison(parts: Parameters<typeof expression>[2]): Piece {
  return expression(BOOL, BINDS.compare, parts, false);
}

/** What is asked about. */
export function subject(site: Site, type: Type, mayMiss: boolean, depth: number): Piece {
  return site.make.value(site, type, { depth: depth - 1, mayMiss, varying: true });
}

/** What it is compared with: most often a constant. A number may be of the other kind. */
export function other(site: Site, type: Type, mayMiss: boolean, depth: number): Piece {
  const { dice, world } = site;
  const wants = { depth: Math.min(depth - 1, 1), mayMiss };
  if ((type === INT || type === DECIMAL) && dice.likely('int beside decimal', 0.15)) {
    // An int that is written out must be in the range of decimals here.
    if (type === DECIMAL && hasSubject(site, INT, wants.depth))
      return site.make.value(site, INT, { ...wants, varying: true });
    return dice.chance(0.65) ? literal(dice, DECIMAL, world.grid) : site.make.value(site, DECIMAL, wants);
  }
  return dice.chance(0.65) ? literal(dice, type, world.grid) : site.make.value(site, type, wants);
}
