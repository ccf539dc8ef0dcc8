import type { Option } from '../dice.ts';
import { BINDS, expression, hole, type Piece } from '../piece.ts';
import type { Type } from '../types.ts';
import { literal } from '../values/literal.ts';
import { aggregates } from './aggregates.ts';
import { calls, constantAtoms, varyingAtoms } from './atoms.ts';
import { numberOperations } from './numbers.ts';
import { type Site, undirected, type Wants } from './site.ts';
import { textOperations } from './texts.ts';
import { timeOperations } from './times.ts';
import { zone } from './zones.ts';

/** An expression of the type that may stand at the site. */
export function value(outer: Site, type: Type, wants: Wants): Piece {
  // Nobody knows whether what is made of it will be negated.
  const site = undirected(outer);
  if (type.kind === 'timezone') return zone(site);
  const { dice } = site;
  const varying = [...varyingAtoms(site, type), ...aggregates(site, type, wants.depth)];
  const operations = wants.depth > 0 ? operationsOf(site, type, wants.depth) : [];
  // What is made of parts has parts that vary, as far as there are any.
  const options = [...varying, ...operations];
  if (wants.varying !== true || options.length === 0) options.push(...constantAtoms(site, type));
  const piece = dice.choose(options);
  if (!piece.optional || (wants.mayMiss && !dice.likely('??', 0.12))) return piece;
  return orElse(site, piece, type, wants);
}

function operationsOf(site: Site, type: Type, depth: number): Option<Piece>[] {
  switch (type.kind) {
    case 'int':
    case 'decimal':
      return [...numberOperations(site, type, depth), ...calls(site, type, depth)];
    case 'string':
      return [...textOperations(site, depth), ...calls(site, type, depth)];
    case 'timestamp':
    case 'duration':
      return [...timeOperations(site, type, depth), ...calls(site, type, depth)];
    case 'bool':
      return [
        { of: 'condition as a value', weight: 0.5, make: () => site.make.condition(site, depth - 1) },
        ...calls(site, type, depth),
      ];
    case 'enum':
    case 'list':
      return calls(site, type, depth);
    case 'timezone':
      return [];
  }
}

/** `a ?? b`, now and then `a ?? b ?? c`. */
function orElse(site: Site, piece: Piece, type: Type, wants: Wants): Piece {
  const { dice } = site;
  const other =
    wants.depth > 0 && dice.chance(0.3)
      ? value(site, type, { ...wants, depth: wants.depth - 1, mayMiss: false })
      : literal(dice, type, site.world.grid);
  return expression(
    type,
    BINDS.coalesce,
    [hole(piece, BINDS.coalesce), ' ?? ', hole(other, BINDS.sum)],
    other.optional,
  );
}
