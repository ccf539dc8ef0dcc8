import type { Option } from '../dice.ts';
import { atom, BINDS, hole, type Piece } from '../piece.ts';
import {
  BOOL,
  DECIMAL,
  DURATION,
  ENUMS,
  INT,
  LISTS,
  STRING,
  sameType,
  TIMESTAMP,
  type Type,
} from '../types.ts';
import { literal } from '../values/literal.ts';
import { varyingAtoms } from './atoms.ts';
import { comparison, hasSubject, subject } from './compare.ts';
import type { Site } from './site.ts';

const ELEMENTS: readonly Type[] = [INT, DECIMAL, STRING, STRING, BOOL, TIMESTAMP, DURATION, ...ENUMS];

/** `in` and `not in`, of a list that is written out, a constant, a field or a metric. */
export function memberships(site: Site, depth: number): Option<Piece>[] {
  const options: Option<Piece>[] = [];
  const elements = ELEMENTS.filter((type) => hasSubject(site, type, depth));
  const lists = LISTS.filter((list) => varyingAtoms(site, list).length > 0);
  for (const [word, weight] of [
    ['in', 2],
    ['not in', 1.4],
  ] as const) {
    const mayMiss = word === 'in' && site.polarity === 'positive';
    if (elements.length > 0)
      options.push({ of: word, weight, make: () => inConstants(site, elements, word, mayMiss, depth) });
    if (lists.length > 0)
      options.push({
        of: 'in a list of its own',
        weight: weight * 0.7,
        make: () => inList(site, site.dice.pick(lists), word, mayMiss, depth),
      });
  }
  return options;
}

function inConstants(
  site: Site,
  elements: readonly Type[],
  word: string,
  mayMiss: boolean,
  depth: number,
): Piece {
  const { dice, world } = site;
  const known = world.consts.flatMap(({ name, type }) =>
    type.kind === 'list' && elements.some((each) => sameType(each, type.of)) ? [{ name, type }] : [],
  );
  if (known.length > 0 && dice.likely('const list', 0.5)) {
    const { name, type } = dice.pick(known);
    return membership(subject(site, type.of, mayMiss, depth), word, atom(type, name));
  }
  const type = dice.pick(elements);
  return membership(
    subject(site, type, mayMiss, depth),
    word,
    literal(dice, { kind: 'list', of: type }, world.grid),
  );
}

/** A fixed value, or one that varies, in a list that varies. */
function inList(
  site: Site,
  list: Extract<Type, { kind: 'list' }>,
  word: string,
  mayMiss: boolean,
  depth: number,
): Piece {
  const { dice, world } = site;
  const value =
    dice.chance(0.6) || !hasSubject(site, list.of, depth)
      ? literal(dice, list.of, world.grid)
      : subject(site, list.of, mayMiss, depth);
  const wants = { depth: 1, mayMiss, varying: true };
  return membership(value, word, site.make.value(site, list, wants));
}

function membership(value: Piece, word: string, list: Piece): Piece {
  return comparison([hole(value, BINDS.coalesce), ` ${word} `, hole(list, BINDS.coalesce)]);
}
