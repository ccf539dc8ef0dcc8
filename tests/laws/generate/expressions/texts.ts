import type { Option } from '../dice.ts';
import { BINDS, expression, hole, type Piece } from '../piece.ts';
import { STRING, TIMESTAMP } from '../types.ts';
import { type Site, undirected } from './site.ts';
import { zoneArgument } from './zones.ts';

/** Functions that give a text. */
export function textOperations(outer: Site, depth: number): Option<Piece>[] {
  const site = undirected(outer);
  const wants = { depth: depth - 1, mayMiss: site.dice.chance(0.6), varying: true };
  return [
    {
      of: 'lower',
      weight: 1,
      make: () => expression(STRING, BINDS.atom, ['lower(', hole(site.make.value(site, STRING, wants)), ')']),
    },
    {
      of: 'date',
      weight: site.place === 'constant' ? 0 : 1,
      make: () => {
        const time = site.make.value(site, TIMESTAMP, wants);
        return expression(STRING, BINDS.atom, ['date(', hole(time), ', ', hole(zoneArgument(site)), ')']);
      },
    },
  ];
}
