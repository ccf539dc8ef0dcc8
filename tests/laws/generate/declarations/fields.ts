import type { Dice } from '../dice.ts';
import { droppable, type Piece } from '../piece.ts';
import {
  BOOL,
  DECIMAL,
  ENUMS,
  INT,
  LISTS,
  STRING,
  sameType,
  TIMESTAMP,
  type Type,
  typeText,
} from '../types.ts';
import { type Field, nameText } from '../world.ts';

/** Names that a field of the type may have; some must stand in backquotes, some are keywords elsewhere. */
const NAMES: readonly (readonly [type: Type, names: readonly string[]])[] = [
  [BOOL, ['ok', 'vip', 'done']],
  [INT, ['n', 'qty', 'mod', 'priority']],
  [DECIMAL, ['price', 'amount', 'rate']],
  [STRING, ['page', 'code', 'in', 'channel']],
  [TIMESTAMP, ['due', 'seen', 'paid_at']],
  ...ENUMS.map(
    (type, i) =>
      [
        type,
        [
          ['plan', 'level'],
          ['age', 'rank'],
          ['size', 'fit'],
        ][i] ?? [],
      ] as const,
  ),
  ...LISTS.map((type) => [type, [`${type.of.kind}s`, `more_${type.of.kind}s`]] as const),
];

/** A field of the type under a name that is not taken. */
export function drawField(
  dice: Dice,
  type: Type,
  taken: readonly Field[],
  optional: boolean,
): Field | undefined {
  const names = NAMES.find(([each]) => sameType(each, type))?.[1] ?? [];
  const free = names.filter((name) => !taken.some((field) => field.name === name));
  if (free.length === 0) return undefined;
  const pii = type.kind === 'string' && optional && dice.likely('pii', 0.33);
  return { name: dice.pick(free), type, optional, pii };
}

export function fieldLine(dice: Dice, { name, type, optional, pii }: Field, behind = ''): Piece {
  const doc = dice.likely('doc comment', 0.05) ? `/// What it was: ${name}.\n  ` : '';
  const mark = pii ? ' @pii' : '';
  return droppable([`\n  ${doc}${nameText(name)}: ${typeText(type)}${optional ? '?' : ''}${behind}${mark}`]);
}
