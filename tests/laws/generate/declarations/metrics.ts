import type { Dice } from '../dice.ts';
import { hasSubject } from '../expressions/compare.ts';
import type { Site } from '../expressions/site.ts';
import { droppable, type Piece } from '../piece.ts';
import { BOOL, DECIMAL, DURATION, ENUMS, INT, LISTS, STRING, TIMESTAMP, type Type } from '../types.ts';
import { heading } from './heading.ts';

const NAMES = ['m_one', 'm_two', 'm_three'];

/** One to three metrics, each of which may use those before it. */
export function metricDeclarations(dice: Dice, site: Site): Piece[] {
  const count = dice.int(1, 3);
  return dice.some(NAMES, count).map((name) => metricDeclaration(dice, site, name));
}

function metricDeclaration(dice: Dice, site: Site, name: string): Piece {
  const { world } = site;
  const option = (type: Type, weight: number) => ({
    of: `metric ${type.kind}`,
    weight: hasSubject(site, type, 3) ? weight : 0,
    make: () => type,
  });
  const type = dice.choose([
    option(INT, 4),
    option(DECIMAL, 4),
    option(STRING, 1.2),
    option(BOOL, 1.6),
    option(TIMESTAMP, 1.2),
    option(DURATION, 1.2),
    ...ENUMS.map((each) => option(each, 0.5)),
    ...LISTS.map((each) => option(each, 1.2)),
  ]);
  // What a metric counts as false because something is missing must not be negated where it is used.
  const leaning = type.kind === 'bool' && dice.chance(0.5);
  const polarity = leaning ? 'positive' : 'either';
  const inside: Site = { ...site, place: 'metric', polarity };
  const value =
    type.kind === 'bool' && dice.chance(0.8)
      ? site.make.condition(inside, 2)
      : site.make.value(inside, type, { depth: 3, mayMiss: dice.chance(0.7), varying: true });
  world.metrics.push({ name, type, optional: value.optional, leaning });
  return droppable([heading(dice, 'metric', name), ' = ', value]);
}
