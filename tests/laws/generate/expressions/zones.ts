import type { Option } from '../dice.ts';
import { BINDS, expression, hole, type Piece } from '../piece.ts';
import { BOOL, TIMEZONE } from '../types.ts';
import { literal, stringLiteral } from '../values/literal.ts';
import { references, referTo } from './references.ts';
import type { Site } from './site.ts';

/** A zone that is always there. */
export function zone(site: Site): Piece {
  return zoneOf(site, false);
}

/** The second argument of `hour` and its like: where the field is missing, so is the hour. */
export function zoneArgument(site: Site): Piece {
  return zoneOf(site, true);
}

function zoneOf(site: Site, mayMiss: boolean): Piece {
  const { dice, world } = site;
  const fields = references(site).filter(({ type }) => type.kind === 'timezone');
  if (fields.length > 0 && dice.likely('zone of the user', 0.5)) {
    const field = dice.pick(fields);
    const isThere = !field.optional || (mayMiss && dice.likely('zone may miss', 0.5));
    if (isThere) return referTo(field);
    const fallback = literal(dice, TIMEZONE, world.grid);
    return expression(TIMEZONE, BINDS.coalesce, [hole(referTo(field)), ' ?? ', hole(fallback)]);
  }
  return literal(dice, TIMEZONE, world.grid);
}

/** The zone of a user beside a fixed one; it also counts as a text. */
export function zoneComparisons(site: Site): Option<Piece>[] {
  const { dice, world } = site;
  const zones = references(site).filter(({ type }) => type.kind === 'timezone');
  const there = zones.filter(({ optional }) => !optional);
  const asked = site.polarity === 'positive' ? zones : there;
  const compare = (among: typeof zones, operator: string, other: () => Piece): Option<Piece>[] => {
    if (among.length === 0) return [];
    const make = (): Piece => {
      const parts = [hole(referTo(dice.pick(among))), ` ${operator} `, hole(other())];
      return expression(BOOL, BINDS.compare, parts, false);
    };
    return [{ of: 'zone compared', weight: 0.5, make }];
  };
  const fixed = (): Piece => literal(dice, TIMEZONE, world.grid);
  return [
    ...compare(asked, '=', fixed),
    ...compare(there, '!=', fixed),
    ...compare(asked, 'starts with', () => stringLiteral(dice.pick(['E', 'UTC', 'Am']))),
  ];
}
