import type { Dice } from '../dice.ts';
import { atom, BINDS, expression, type Piece, render } from '../piece.ts';
import {
  BOOL,
  DECIMAL,
  DURATION,
  INT,
  memberText,
  STRING,
  TIMESTAMP,
  TIMEZONE,
  type Type,
} from '../types.ts';
import type { Grid } from '../world.ts';
import { drawDecimal, drawInt, drawSpan, drawText, drawTimestamp, INSTANT_MAX, ZONES } from './pools.ts';

/** A value of the type as an author writes it. A decimal may be written as an int. */
export function literal(dice: Dice, type: Type, grid: Grid): Piece {
  switch (type.kind) {
    case 'bool':
      return atom(BOOL, dice.chance(0.5) ? 'true' : 'false');
    case 'int':
      return signed(INT, String(drawInt(dice)));
    case 'decimal':
      return signed(DECIMAL, decimalText(dice));
    case 'string':
      return stringLiteral(drawText(dice));
    case 'timestamp':
      return atom(TIMESTAMP, instantText(dice, drawTimestamp(dice, grid)), false, ['2026-03-02T10:00:00Z']);
    case 'duration':
      return atom(DURATION, spanText(drawSpan(dice, grid)), false, ['1s']);
    case 'timezone':
      return atom(TIMEZONE, `"${dice.pick(ZONES)}"`, false, ['"UTC"']);
    case 'enum':
      return atom(type, memberText(dice.pick(type.members)));
    case 'list': {
      const items = Array.from({ length: dice.int(1, 3) }, () => literal(dice, type.of, grid));
      const parts = items.flatMap((piece, k) => [...(k === 0 ? [] : [', ']), { piece, min: BINDS.coalesce }]);
      const [first] = items;
      const shorter = items.length > 1 && first !== undefined ? [`[${render(first)}]`] : [];
      return { ...expression(type, BINDS.atom, ['[', ...parts, ']']), simpler: shorter };
    }
  }
}

function signed(type: Type, text: string): Piece {
  if (!text.startsWith('-')) return atom(type, text, false, ['0', '1']);
  return { ...expression(type, BINDS.sign, [text]), simpler: ['0', '1', text.slice(1)] };
}

function decimalText(dice: Dice): string {
  const text = drawDecimal(dice);
  if (!dice.chance(0.1)) return text;
  return dice.pick(['10%', '150%', '0.25%', '1_000.5', '0.50']);
}

export function stringLiteral(text: string): Piece {
  return atom(STRING, quoted(text), false, ['""', '"a"']);
}

export function quoted(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\u{d}');
  return `"${escaped}"`;
}

/** `2026-03-02T10:00:00Z`, with milliseconds where there are any, now and then with an offset. */
function instantText(dice: Dice, ms: number): string {
  const hour = 3_600_000;
  const offset = dice.chance(0.15) && ms + hour <= INSTANT_MAX;
  const iso = new Date(offset ? ms + hour : ms).toISOString().replace('.000Z', 'Z');
  return offset ? iso.replace('Z', '+01:00') : iso;
}

const UNITS = [
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

export function spanText(ms: number): string {
  let left = ms;
  let out = '';
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size);
    if (count > 0) out += `${count}${unit}`;
    left -= count * size;
  }
  return out === '' ? '0s' : out;
}
