import type { Option } from '../dice.ts';
import { BINDS, expression, hole, type Piece } from '../piece.ts';
import { BOOL, DECIMAL, INT, isOrdered, STRING, TIMESTAMP } from '../types.ts';
import { literal } from '../values/literal.ts';
import { comparison } from './compare.ts';
import { type Reference, references, referTo } from './references.ts';
import { type Site, seesUser } from './site.ts';

/** `x is present`, `x is missing`: of fields, and of what is computed. */
export function presences(site: Site, depth: number): Option<Piece>[] {
  const { dice, make } = site;
  const optional = references(site).filter((each) => each.optional);
  const computed = seesUser(site);
  if (optional.length === 0 && !computed) return [];
  const asked = (): Piece => {
    if (optional.length > 0 && (!computed || dice.chance(0.5))) return referTo(dice.pick(optional));
    const type = dice.pick([INT, DECIMAL, STRING, TIMESTAMP, BOOL]);
    return make.value(site, type, { depth: Math.max(depth - 1, 0), mayMiss: true, varying: true });
  };
  const ask = (word: string): Piece => comparison([hole(asked(), BINDS.coalesce), ` ${word}`]);
  return [
    { of: 'is present', weight: 0.8, make: () => ask('is present') },
    { of: 'is missing', weight: 0.8, make: () => ask('is missing') },
  ];
}

/** `x is present and …`, `x is missing or …`: behind it x may stand where nothing may be missing. */
export function narrowings(site: Site, depth: number): Option<Piece>[] {
  const optional = references(site).filter((each) => each.optional && each.type.kind !== 'timezone');
  if (optional.length === 0 || depth <= 0) return [];
  const { dice } = site;
  const make = (word: 'and' | 'or') => (): Piece => {
    const reference = dice.pick(optional);
    const question = comparison([reference.text, word === 'and' ? ' is present' : ' is missing']);
    const rest = narrowed(site, reference, depth);
    const binds = BINDS[word];
    return expression(BOOL, binds, [hole(question, binds), ` ${word} `, hole(rest, binds + 1)], false);
  };
  return [
    { of: 'narrowing', weight: 1, make: make('and') },
    { of: 'narrowing', weight: 0.7, make: make('or') },
  ];
}

/** A condition that uses a reference which is known to be there. */
export function narrowed(site: Site, reference: Reference, depth: number): Piece {
  const { dice, world, make } = site;
  const present = new Set([...site.present, reference.key]);
  const { type } = reference;
  const value = referTo({ ...reference, optional: false });
  if (dice.chance(0.25)) return make.condition({ ...site, present }, depth - 1);
  const not = (condition: Piece): Piece =>
    expression(BOOL, BINDS.not, ['not ', hole(condition, BINDS.not)], false);
  if (type.kind === 'bool') return not(value);
  if (type.kind === 'list') {
    return comparison([hole(literal(dice, type.of, world.grid), BINDS.coalesce), ' not in ', hole(value)]);
  }
  const constant = hole(literal(dice, type, world.grid), BINDS.coalesce);
  if (isOrdered(type) && dice.chance(0.5)) return not(comparison([hole(value), ' >= ', constant]));
  return dice.chance(0.5)
    ? comparison([hole(value), ' != ', constant])
    : not(comparison([hole(value), ' = ', constant]));
}
