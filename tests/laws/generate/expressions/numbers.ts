import type { Option } from '../dice.ts';
import { BINDS, expression, hole, type Piece } from '../piece.ts';
import { DECIMAL, INT, STRING, TIMESTAMP, type Type } from '../types.ts';
import { type Site, undirected } from './site.ts';
import { zoneArgument } from './zones.ts';

/** Operators and functions that give an int, or a decimal. */
export function numberOperations(outer: Site, type: Type, depth: number): Option<Piece>[] {
  const site = undirected(outer);
  const { dice } = site;
  const operand = (of: Type, varying = false): Piece =>
    site.make.value(site, of, { depth: depth - 1, mayMiss: dice.chance(0.6), varying });
  // One side of a decimal operation may be an int: it widens.
  const pair = (mixed: boolean): readonly [Piece, Piece] => {
    const other = mixed && dice.likely('int beside decimal', 0.3) ? INT : type;
    const both = [operand(type, true), operand(other, other !== type)] as const;
    return dice.chance(0.8) ? both : [both[1], both[0]];
  };
  const isDecimal = type.kind === 'decimal';
  const infix = (operator: string, binds: number, [left, right]: readonly [Piece, Piece], divides = false) =>
    expression(
      type,
      binds,
      [hole(left, binds), ` ${operator} `, hole(right, binds + 1)],
      divides || left.optional || right.optional,
    );
  const call = (name: string, ...args: readonly Piece[]): Piece =>
    expression(type, BINDS.atom, [
      `${name}(`,
      ...args.flatMap((arg, i) => [...(i === 0 ? [] : [', ']), hole(arg)]),
      ')',
    ]);
  const options: Option<Piece>[] = [
    { of: '+', weight: 1, make: () => infix('+', BINDS.sum, pair(isDecimal)) },
    { of: '-', weight: 1, make: () => infix('-', BINDS.sum, pair(isDecimal)) },
    { of: '*', weight: 1, make: () => infix('*', BINDS.product, pair(isDecimal)) },
    { of: 'min', weight: 0.5, make: () => call('min', ...pair(isDecimal)) },
    { of: 'max', weight: 0.5, make: () => call('max', ...pair(isDecimal)) },
    { of: 'abs', weight: 0.5, make: () => call('abs', operand(type, true)) },
    {
      of: 'negation',
      weight: 0.5,
      make: () => expression(type, BINDS.sign, ['-', hole(operand(type, true), BINDS.atom)]),
    },
  ];
  if (isDecimal) {
    const numbers = (): readonly [Piece, Piece] => {
      const kinds = dice.pick([
        [INT, INT],
        [DECIMAL, INT],
        [INT, DECIMAL],
        [DECIMAL, DECIMAL],
      ] as const);
      return [operand(kinds[0], true), operand(kinds[1], dice.chance(0.7))];
    };
    options.push({ of: '/', weight: 2, make: () => infix('/', BINDS.product, numbers(), true) });
    return options;
  }
  // What a clock shows is not computed before anything runs.
  const clocks = site.place === 'constant' ? 0 : 0.7;
  const time = (): Piece => operand(TIMESTAMP, true);
  return [
    ...options,
    { of: 'div', weight: 1, make: () => infix('div', BINDS.product, pair(false), true) },
    { of: 'mod', weight: 1, make: () => infix('mod', BINDS.product, pair(false), true) },
    { of: 'round', weight: 0.7, make: () => call('round', operand(DECIMAL, true)) },
    { of: 'length', weight: 0.7, make: () => call('length', operand(STRING, true)) },
    { of: 'hour', weight: clocks, make: () => call('hour', time(), zoneArgument(site)) },
    { of: 'weekday', weight: clocks, make: () => call('weekday', time(), zoneArgument(site)) },
  ];
}
