import type { Dice } from '../dice.ts';
import { droppable, type Piece, text } from '../piece.ts';
import { BOOL, DECIMAL, ENUMS, INT, LISTS, STRING, TIMESTAMP, TIMEZONE, type Type } from '../types.ts';
import { literal } from '../values/literal.ts';
import type { Field, Grid } from '../world.ts';
import { drawField, fieldLine } from './fields.ts';

export interface UserField extends Field {
  readonly defaultValue?: Piece;
}

/** The fields of `user`: most types, some twice, some with a default (then a value is always there). */
export function drawUserFields(dice: Dice, grid: Grid): UserField[] {
  const fields: UserField[] = [];
  const add = (type: Type, probability: number): void => {
    if (!dice.likely(`user field ${type.kind}`, probability)) return;
    const field = drawField(dice, type, fields, true);
    if (field !== undefined) fields.push(withDefault(dice, field, grid));
  };
  for (const type of [INT, DECIMAL, STRING, BOOL, TIMESTAMP]) add(type, 0.5);
  add(STRING, 0.3);
  add(INT, 0.2);
  for (const type of ENUMS) add(type, 0.3);
  for (const type of LISTS) add(type, 0.13);
  if (dice.likely('user field timezone', 0.4)) {
    fields.push(withDefault(dice, { name: 'timezone', type: TIMEZONE, optional: true, pii: false }, grid));
  }
  if (dice.likely('locale', 0.4)) {
    const locale: Field = { name: 'locale', type: STRING, optional: true, pii: false };
    const value = text([`"${dice.pick(['en', 'de', 'de-AT'])}"`], ['"en"']);
    fields.push(dice.chance(0.5) ? { ...locale, optional: false, defaultValue: value } : locale);
  }
  return fields;
}

function withDefault(dice: Dice, field: Field, grid: Grid): UserField {
  if (field.pii || !dice.likely('default', 0.35)) return field;
  return { ...field, optional: false, defaultValue: literal(dice, field.type, grid) };
}

export function userDeclaration(dice: Dice, fields: readonly UserField[]): Piece[] {
  if (fields.length === 0) return [];
  const lines = fields.map((field) => {
    const { defaultValue } = field;
    if (defaultValue === undefined) return fieldLine(dice, field);
    const line = fieldLine(dice, field, ' = ');
    return { ...line, parts: [...line.parts, { piece: defaultValue, min: 0 }] };
  });
  return [droppable(['user {', ...lines, '\n}'])];
}
