import type { Dice } from '../dice.ts';
import type { Site } from '../expressions/site.ts';
import { droppable, type Piece } from '../piece.ts';
import {
  BOOL,
  DECIMAL,
  DURATION,
  ENUMS,
  INT,
  STRING,
  TIMESTAMP,
  TIMEZONE,
  type Type,
  typeText,
} from '../types.ts';
import type { Fn, Value, World } from '../world.ts';

const NAMES = ['twice', 'near', 'kind_of'];
const PARAMS = ['x', 'y'];
const PARAM_TYPES = [INT, INT, DECIMAL, DECIMAL, STRING, STRING, TIMESTAMP, DURATION, TIMEZONE, ...ENUMS];
const RESULT_TYPES = [BOOL, BOOL, INT, INT, DECIMAL, DECIMAL, STRING, TIMESTAMP, DURATION, ...ENUMS];

/** Up to three functions, and one of `now`; they become known to the world. */
export function fnDeclarations(dice: Dice, site: Site): Piece[] {
  const pieces: Piece[] = [];
  const count = dice.likely('fn', 0.6) ? dice.int(1, 3) : 0;
  for (const name of NAMES.slice(0, count)) pieces.push(fnDeclaration(dice, site, name));
  if (dice.likely('fn of now', 0.35)) pieces.push(fnOfNow(dice, site.world));
  return pieces;
}

function fnDeclaration(dice: Dice, site: Site, name: string): Piece {
  const result = dice.pick(RESULT_TYPES);
  const params: Value[] = PARAMS.slice(0, dice.int(1, 2)).map((param, i) => {
    // A function that gives a number is most often one of numbers.
    const type = i === 0 && result.kind !== 'bool' && dice.chance(0.7) ? result : dice.pick(PARAM_TYPES);
    const optional = type.kind !== 'timezone' && dice.likely('optional parameter', 0.35);
    return { name: param, type, optional };
  });
  const inside: Site = { ...site, place: 'fn', polarity: 'either', params };
  const mayMiss = dice.chance(0.3);
  const body =
    result.kind === 'bool'
      ? site.make.condition(inside, 2)
      : site.make.value(inside, result, { depth: 2, mayMiss, varying: true });
  const fn: Fn = { name, type: result, optional: body.optional, params };
  site.world.fns.push(fn);
  return declare(dice, fn, body);
}

/** How long ago its argument is, or whether it is past. */
function fnOfNow(dice: Dice, world: World): Piece {
  const params = [{ name: 't', type: TIMESTAMP, optional: false }];
  if (dice.chance(0.5)) {
    world.fns.push({ name: 'age', type: DURATION, optional: false, params, now: 'elapsed' });
    return droppable(['fn age(t: timestamp) = now - t']);
  }
  world.fns.push({ name: 'past', type: BOOL, optional: false, params, now: 'compared' });
  return droppable([
    `fn past(t: timestamp): bool = ${dice.pick(['t < now', 'not now <= t', 'now - t >= 2s'])}`,
  ]);
}

function declare(dice: Dice, { name, type, optional, params }: Fn, body: Piece): Piece {
  const listed = params.map((param) => `${param.name}: ${valueType(param)}`).join(', ');
  // Of an int where a decimal is meant, or of a bare member, the result has to be declared.
  const inferred = !['decimal', 'enum'].includes(type.kind) && dice.chance(0.5);
  const result = inferred ? '' : `: ${valueType({ type, optional })}`;
  return droppable([`fn ${name}(${listed})${result} = `, body]);
}

function valueType({ type, optional }: { readonly type: Type; readonly optional: boolean }): string {
  return typeText(type) + (optional ? '?' : '');
}
