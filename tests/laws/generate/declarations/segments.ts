import type { Dice } from '../dice.ts';
import type { Site } from '../expressions/site.ts';
import { span } from '../expressions/spans.ts';
import { atom, BINDS, droppable, expression, hole, type Piece } from '../piece.ts';
import { BOOL } from '../types.ts';
import { heading } from './heading.ts';

/** So that the order of names is not always that of dependencies. */
const NAMES = ['Zeta', 'Mid', 'Alpha', 'Early', 'Xtra'];

/** One to four segments, each of which may use those before it. */
export function segmentDeclarations(dice: Dice, site: Site): Piece[] {
  const count = dice.choose([
    { weight: 1, make: () => 1 },
    { weight: 3, make: () => 2 },
    { weight: 4, make: () => 3 },
    { weight: 4, make: () => 4 },
  ]);
  return dice.some(NAMES, count).map((name) => segmentDeclaration(dice, site, name));
}

function segmentDeclaration(dice: Dice, site: Site, name: string): Piece {
  const { world } = site;
  const condition =
    world.segments.length > 0 && dice.likely('segment three deep', 0.55)
      ? derived(dice, site)
      : site.make.condition(site, 2);
  const clauses: Piece[] = [droppable(['\n  when ', condition])];
  if (dice.likely('for', 0.4)) clauses.push(droppable(['\n  for ', span(dice, world)]));
  // Nothing may use an inactive segment, so it is not made known.
  if (dice.likely('status inactive', 0.06)) clauses.push(droppable(['\n  status inactive']));
  else {
    if (dice.chance(0.04)) clauses.push(droppable(['\n  status active']));
    world.segments.push(name);
  }
  return droppable([heading(dice, 'segment', name), ' {', ...dice.shuffled(clauses), '\n}']);
}

/** A condition over an earlier segment, most often the latest, so that chains become long. */
function derived(dice: Dice, site: Site): Piece {
  const { segments } = site.world;
  const latest = segments.at(-1) ?? '';
  const base = atom(BOOL, dice.chance(0.7) ? latest : dice.pick(segments));
  const operand = dice.likely('negated segment', 0.4)
    ? expression(BOOL, BINDS.not, ['not ', hole(base, BINDS.not)], false)
    : base;
  if (dice.chance(0.2)) return operand;
  const word = dice.pick(['and', 'or'] as const);
  const binds = BINDS[word];
  const rest = site.make.condition(site, 1);
  const [left, right] = dice.chance(0.7) ? [operand, rest] : [rest, operand];
  return expression(BOOL, binds, [hole(left, binds), ` ${word} `, hole(right, binds + 1)], false);
}
