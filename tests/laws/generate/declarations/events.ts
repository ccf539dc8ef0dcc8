import type { Dice } from '../dice.ts';
import { droppable, type Piece } from '../piece.ts';
import { BOOL, DECIMAL, ENUMS, INT, LISTS, STRING, TIMESTAMP, type Type } from '../types.ts';
import { quoted } from '../values/literal.ts';
import type { EventShape, Field } from '../world.ts';
import { drawField, fieldLine } from './fields.ts';

const NAMES = ['Visit', 'Buy', 'Click', 'Ping'];
const WIRE_NAMES = ['visited.v1', 'bought', 'ad click', 'pîng'];

export function drawEvents(dice: Dice): EventShape[] {
  const count = dice.choose([
    { weight: 4, make: () => 2 },
    { weight: 3, make: () => 3 },
    { weight: 2, make: () => 4 },
  ]);
  return dice.some(NAMES, count).map((name) => {
    const fields = drawFields(dice);
    const wireName = WIRE_NAMES[NAMES.indexOf(name)] ?? name;
    return { name, fields, ...(dice.likely('wire name', 0.2) ? { wireName } : {}) };
  });
}

function drawFields(dice: Dice): Field[] {
  const fields: Field[] = [];
  const type = (of: Type, weight: number) => ({ of: `event field ${of.kind}`, weight, make: () => of });
  const types = [
    type(INT, 4),
    type(DECIMAL, 4),
    type(STRING, 4),
    type(BOOL, 2),
    type(TIMESTAMP, 2),
    ...ENUMS.map((of) => type(of, 0.8)),
    ...LISTS.map((of) => type(of, 0.5)),
  ];
  for (let count = dice.int(1, 5); count > 0; count--) {
    const field = drawField(dice, dice.choose(types), fields, dice.likely('optional event field', 0.45));
    if (field !== undefined) fields.push(field);
  }
  return fields;
}

export function eventDeclaration(dice: Dice, { name, wireName, fields }: EventShape): Piece {
  return droppable([
    `event ${name} `,
    ...(wireName === undefined ? [] : [droppable([`as ${quoted(wireName)} `])]),
    '{',
    ...fields.map((field) => fieldLine(dice, field)),
    '\n}',
  ]);
}
