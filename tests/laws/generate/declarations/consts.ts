import type { Dice } from '../dice.ts';
import type { Site } from '../expressions/site.ts';
import { droppable, hole, type Piece } from '../piece.ts';
import {
  BOOL,
  DECIMAL,
  DURATION,
  ENUMS,
  INT,
  LISTS,
  STRING,
  TIMESTAMP,
  type Type,
  typeText,
} from '../types.ts';
import { literal } from '../values/literal.ts';

const NAMES = ['alpha', 'beta', 'gamma', 'delta'];

/** Up to four constants; they become known to the world. `site` sees only constants. */
export function constDeclarations(dice: Dice, site: Site): Piece[] {
  const type = (of: Type, weight: number, feature = 'const') => ({ of: feature, weight, make: () => of });
  const types = [
    ...[INT, DECIMAL, STRING, BOOL, TIMESTAMP, ...ENUMS].map((each) => type(each, 1)),
    type(DURATION, 2, 'constant duration'),
    ...LISTS.map((each) => type(each, 0.7, 'const list')),
  ];
  const count = dice.likely('const', 0.7) ? dice.int(1, 4) : 0;
  return NAMES.slice(0, count).map((name) => constDeclaration(dice, site, name, dice.choose(types)));
}

function constDeclaration(dice: Dice, site: Site, name: string, type: Type): Piece {
  const { world } = site;
  // Windows are made of durations, so these stay as they are drawn: longer than nothing.
  const plain = type.kind === 'duration' || type.kind === 'list' || dice.chance(0.7);
  const value = plain
    ? literal(dice, type, world.grid)
    : site.make.value(site, type, { depth: 1, mayMiss: false });
  world.consts.push({ name, type, optional: false });
  const inferred = ['int', 'string', 'bool', 'timestamp', 'duration'].includes(type.kind);
  const declared = inferred && dice.chance(0.5) ? '' : `: ${typeText(type)}`;
  const line = droppable([`const ${name}${declared} = `]);
  return { ...line, parts: [...line.parts, hole(value)] };
}
