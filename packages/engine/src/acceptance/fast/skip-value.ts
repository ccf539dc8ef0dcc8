import type { Cursor } from './cursor.ts';
import {
  BACKSLASH,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  DIGIT_0,
  isDigit,
  LOWER_N,
  MINUS,
  OPEN_LIST,
  OPEN_OBJECT,
  PLUS,
  POINT,
  QUOTE,
  SPACE,
} from './units.ts';

/** Deeper values are left to `JSON.parse`, which does not recurse. */
const DEPTH_MAX = 32;

/** Goes over one JSON value of any kind, by the grammar of RFC 8259; false if it is none, or is too deep. */
export function skipValue(cursor: Cursor, depth: number = 0): boolean {
  const unit = cursor.unit();
  switch (unit) {
    case QUOTE:
      cursor.at++;
      return skipStringRest(cursor);
    case OPEN_OBJECT:
      return depth < DEPTH_MAX && skipObject(cursor, depth + 1);
    case OPEN_LIST:
      return depth < DEPTH_MAX && skipList(cursor, depth + 1);
    case 0x74:
      return takesWord(cursor, 'true');
    case 0x66:
      return takesWord(cursor, 'false');
    case LOWER_N:
      return takesWord(cursor, 'null');
    default:
      return skipNumber(cursor);
  }
}

export function takesWord(cursor: Cursor, word: string): boolean {
  if (!cursor.text.startsWith(word, cursor.at)) return false;
  cursor.at += word.length;
  return true;
}

function skipStringRest(cursor: Cursor): boolean {
  const { text, end } = cursor;
  for (let at = cursor.at; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      cursor.at = at + 1;
      return true;
    }
    if (unit < SPACE) return false;
    if (unit === BACKSLASH) {
      const length = escapeLength(text, at + 1, end);
      if (length === 0) return false;
      at += length;
    }
  }
  return false;
}

/** The length of what follows a backslash, 0 if that is no escape. */
function escapeLength(text: string, at: number, end: number): number {
  if (at >= end) return 0;
  switch (text.charCodeAt(at)) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f:
    case 0x62:
    case 0x66:
    case LOWER_N:
    case 0x72:
    case 0x74:
      return 1;
    case 0x75:
      if (at + 5 > end) return 0;
      for (let i = at + 1; i < at + 5; i++) if (!isHexDigit(text.charCodeAt(i))) return 0;
      return 5;
    default:
      return 0;
  }
}

function isHexDigit(unit: number): boolean {
  return isDigit(unit) || (unit >= 0x41 && unit <= 0x46) || (unit >= 0x61 && unit <= 0x66);
}

function skipNumber(cursor: Cursor): boolean {
  cursor.takes(MINUS);
  if (!cursor.takes(DIGIT_0) && !skipDigits(cursor)) return false;
  if (cursor.takes(POINT) && !skipDigits(cursor)) return false;
  const unit = cursor.unit();
  if (unit !== 0x65 && unit !== 0x45) return true;
  cursor.at++;
  if (!cursor.takes(PLUS)) cursor.takes(MINUS);
  return skipDigits(cursor);
}

function skipDigits(cursor: Cursor): boolean {
  const from = cursor.at;
  while (isDigit(cursor.unit())) cursor.at++;
  return cursor.at > from;
}

function skipList(cursor: Cursor, depth: number): boolean {
  cursor.at++;
  if (cursor.token() === CLOSE_LIST) return cursor.takes(CLOSE_LIST);
  for (;;) {
    cursor.token();
    if (!skipValue(cursor, depth)) return false;
    cursor.token();
    if (cursor.takes(CLOSE_LIST)) return true;
    if (!cursor.takes(COMMA)) return false;
  }
}

function skipObject(cursor: Cursor, depth: number): boolean {
  cursor.at++;
  if (cursor.token() === CLOSE_OBJECT) return cursor.takes(CLOSE_OBJECT);
  for (;;) {
    cursor.token();
    if (!cursor.takes(QUOTE) || !skipStringRest(cursor)) return false;
    cursor.token();
    if (!cursor.takes(COLON)) return false;
    cursor.token();
    if (!skipValue(cursor, depth)) return false;
    cursor.token();
    if (cursor.takes(CLOSE_OBJECT)) return true;
    if (!cursor.takes(COMMA)) return false;
  }
}
