import { lineStarts, positionAt, type SourceFile, type Span } from '../syntax/span.ts';
import { displayCharacter, displayWidth } from './display-text.ts';

/** A source line as it is shown, and where the mark under it begins and how wide it is, in columns. */
export interface Excerpt {
  readonly text: string;
  readonly before: number;
  readonly width: number;
}

/** Longer lines are cut around what is marked. */
const columnsMax = 110;
/** So much of a cut line is kept before the mark. */
const columnsBefore = 40;

/** The first line of a span. Of a span over several lines the rest of the first is marked. */
export function excerptOf(file: SourceFile, span: Span): Excerpt {
  const { line } = positionAt(file, span.start);
  const starts = lineStarts(file);
  const from = starts[line - 1] ?? 0;
  const to = endOfLine(file.text, from);
  const markEnd = Math.min(Math.max(span.end, span.start), to);

  // Only what can be shown is looked at: a line may be millions of characters long.
  const left = Math.max(from, span.start - columnsMax);
  const right = Math.min(to, span.start + 2 * columnsMax);
  const show = (start: number, end: number): string[] =>
    Array.from(file.text.slice(start, end), displayCharacter);
  let before = show(left, span.start);
  let marked = show(span.start, Math.min(markEnd, right));
  let after = show(Math.min(markEnd, right), right);

  const whole = left === from && right === to;
  if (whole && displayWidth([...before, ...marked, ...after].join('')) <= columnsMax) {
    return excerpt(before, marked, after);
  }
  const wideBefore = displayWidth(before.join('')) > columnsBefore;
  if (wideBefore) before = ['…', ...lastColumns(before, columnsBefore)];
  else if (left > from) before = ['…', ...before];
  const room = columnsMax - displayWidth(before.join(''));
  const shownMark = firstColumns(marked, room);
  if (shownMark.length < marked.length) return excerpt(before, [...shownMark, '…'], []);
  marked = shownMark;
  const shownAfter = firstColumns(after, room - displayWidth(marked.join('')));
  after = shownAfter.length < after.length || right < to ? [...shownAfter, '…'] : shownAfter;
  return excerpt(before, marked, after);
}

function excerpt(before: readonly string[], marked: readonly string[], after: readonly string[]): Excerpt {
  return {
    text: [...before, ...marked, ...after].join('').trimEnd(),
    before: displayWidth(before.join('')),
    width: Math.max(1, displayWidth(marked.join(''))),
  };
}

function firstColumns(characters: readonly string[], columns: number): string[] {
  const result: string[] = [];
  let width = 0;
  for (const character of characters) {
    width += displayWidth(character);
    if (width > columns) break;
    result.push(character);
  }
  return result;
}

function lastColumns(characters: readonly string[], columns: number): string[] {
  return firstColumns([...characters].reverse(), columns).reverse();
}

function endOfLine(text: string, from: number): number {
  let to = from;
  while (to < text.length && text.charCodeAt(to) !== 10 && text.charCodeAt(to) !== 13) to++;
  return to;
}
