/*
 * Source text as a terminal shows it. A caret must stand under what it means although some characters take two columns
 * and some none, and nothing that a file holds may move the cursor or turn the direction of writing.
 */

/** What stands for a tab; the width of a real one depends on where it is. */
const tab = '    ';

const isControl = (code: number): boolean => code < 32 || (code >= 127 && code < 160);

/** Marks that reorder or hide the text around them. */
const isInvisible = (code: number): boolean =>
  (code >= 0x200b && code <= 0x200f) ||
  (code >= 0x202a && code <= 0x202e) ||
  (code >= 0x2060 && code <= 0x206f) ||
  code === 0xfeff;

/** One character made visible. */
export function displayCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 9) return tab;
  if (isControl(code) || isInvisible(code) || (code >= 0xd800 && code <= 0xdfff)) return '\ufffd';
  return character;
}

/** A message on one line or several, with nothing in it that a terminal would obey. */
export function displayText(text: string): string {
  let result = '';
  for (const character of text) result += character === '\n' ? '\n' : displayCharacter(character);
  return result;
}

/** What belongs on one line, such as a name or a path: a line of its own making could pass for one of ours. */
export function displayLine(text: string): string {
  return displayText(text).replaceAll('\n', '\ufffd');
}

/** Ranges of code points of two columns: East Asian wide and fullwidth forms, and emoji. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x26aa, 0x26ab],
  [0x26bd, 0x26be],
  [0x2705, 0x2705],
  [0x270a, 0x270b],
  [0x2728, 0x2728],
  [0x274c, 0x274c],
  [0x2753, 0x2755],
  [0x2795, 0x2797],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x1fa70, 0x1faff],
  [0x20000, 0x3fffd],
];

const combining = /^\p{M}$/u;

/** How many columns a text takes that `displayCharacter` has made visible. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x300) width++;
    else if (combining.test(character)) continue;
    else width += wide.some(([low, high]) => code >= low && code <= high) ? 2 : 1;
  }
  return width;
}
