import type { Option } from '../dice.ts';
import { atom, BINDS, expression, hole, type Piece } from '../piece.ts';
import { DURATION, INT, TIMESTAMP, type Type } from '../types.ts';
import { type Site, undirected } from './site.ts';

/** Operators and functions that give a timestamp, or a duration. */
export function timeOperations(outer: Site, type: Type, depth: number): Option<Piece>[] {
  const site = undirected(outer);
  const { dice } = site;
  const operand = (of: Type, varying: boolean): Piece =>
    site.make.value(site, of, { depth: depth - 1, mayMiss: dice.chance(0.6), varying });
  const infix = (left: Piece, operator: string, right: Piece, binds: number = BINDS.sum): Piece =>
    expression(type, binds, [hole(left, binds), ` ${operator} `, hole(right, binds + 1)]);
  const extreme = (name: 'min' | 'max'): Piece =>
    expression(type, BINDS.atom, [
      `${name}(`,
      hole(operand(type, true)),
      ', ',
      hole(operand(type, false)),
      ')',
    ]);
  const extremes: Option<Piece>[] = [
    { of: 'min', weight: 0.3, make: () => extreme('min') },
    { of: 'max', weight: 0.3, make: () => extreme('max') },
  ];
  if (type.kind === 'timestamp') {
    const shift = (operator: '+' | '-') => () =>
      infix(operand(type, true), operator, operand(DURATION, false));
    return [
      { of: 'timestamp + duration', weight: 0.7, make: shift('+') },
      { of: 'timestamp - duration', weight: 0.7, make: shift('-') },
      ...extremes,
    ];
  }
  const times = (): Piece =>
    infix(operand(type, true), '*', atom(INT, String(dice.int(0, 3))), BINDS.product);
  const opposite = (): Piece => expression(type, BINDS.sign, ['-', hole(operand(type, true), BINDS.atom)]);
  return [
    {
      of: 'timestamp - timestamp',
      weight: 4,
      make: () => infix(operand(TIMESTAMP, true), '-', operand(TIMESTAMP, dice.chance(0.7))),
    },
    {
      of: 'duration arithmetic',
      weight: 2,
      make: () =>
        dice.choose([
          { weight: 2, make: () => infix(operand(type, true), dice.pick(['+', '-']), operand(type, false)) },
          { weight: 1, make: times },
          { weight: 1, make: opposite },
        ]),
    },
    ...extremes,
  ];
}
