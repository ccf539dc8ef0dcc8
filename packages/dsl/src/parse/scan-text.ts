import type { IToken } from 'chevrotain';

/** What the lexer learns about a text while it finds its end. */
interface ScannedText {
  readonly end: number;
  readonly closed: boolean;
}

interface Line {
  readonly end: number;
  /** The line has an odd number of quotes: somewhere on it one is missing. */
  readonly oneMissing: boolean;
}

/** One per lexer run (the lexer hands every matcher the run's own token list), so that a line is counted once. */
const lineOfRun = new WeakMap<readonly IToken[], Line>();

const isLineEnd = (c: number): boolean => c === 10 || c === 13;
const isSpace = (c: number): boolean => c === 32 || c === 9;

/** From a quote to the end of its line, counting the texts on the way. */
function readLine(text: string, from: number): Line {
  let inside = false;
  let i = from;
  for (; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (isLineEnd(c)) break;
    if (c === 34) inside = !inside;
    else if (inside && c === 92 && i + 1 < text.length && !isLineEnd(text.charCodeAt(i + 1))) i++;
    else if (!inside && c === 47 && text.charCodeAt(i + 1) === 47) {
      // A comment: its quotes count for nothing.
      while (i < text.length && !isLineEnd(text.charCodeAt(i))) i++;
      break;
    }
  }
  return { end: i, oneMissing: inside };
}

/** A quote after white space or an opening sign, with something behind it, reads as one that opens a text. */
function looksLikeOpening(text: string, quote: number): boolean {
  const before = text.charCodeAt(quote - 1);
  const after = text.charCodeAt(quote + 1);
  const opens = isSpace(before) || '([{:=,'.includes(text.charAt(quote - 1));
  return (
    opens &&
    !Number.isNaN(after) &&
    !isSpace(after) &&
    !isLineEnd(after) &&
    !')]},'.includes(text.charAt(quote + 1))
  );
}

/** Where a text that nobody closed may be taken to end, so that the rest of the line still reads as it was meant. */
function endOfUnclosed(text: string, start: number, lineEnd: number, nextQuote: number | undefined): number {
  if (nextQuote !== undefined) {
    for (let i = start + 1; i < nextQuote; i++) {
      if (isSpace(text.charCodeAt(i)) || ',)]}'.includes(text.charAt(i))) return i;
    }
    return nextQuote;
  }
  let end = lineEnd;
  while (end > start + 1 && (isSpace(text.charCodeAt(end - 1)) || '{}()[],'.includes(text.charAt(end - 1))))
    end--;
  return end;
}

/**
 * Finds the end of the text that begins with the quote at `start`. A text ends at the end of its line at the latest.
 * When the line has an odd number of quotes, the missing one is guessed (by the white space around the others), since
 * otherwise everything behind it would be read inside out and one mistake would make many.
 */
function scanText(text: string, start: number, line: Line = readLine(text, start)): ScannedText {
  for (let i = start + 1; i < line.end; i++) {
    const c = text.charCodeAt(i);
    if (c === 92) i++;
    else if (c === 34) {
      if (line.oneMissing && looksLikeOpening(text, i)) {
        return { end: endOfUnclosed(text, start, line.end, i), closed: false };
      }
      return { end: i + 1, closed: true };
    }
  }
  return { end: endOfUnclosed(text, start, line.end, undefined), closed: false };
}

const foreignText =
  /'[^'\r\n]*'|[\u2018\u2019\u201a][^\u2018\u2019\u201a'"\r\n]*[\u2018\u2019']?|[\u201c\u201d\u201e][^\u201c\u201d\u201e"\r\n]*[\u201c\u201d"]?/y;

/** The lexer's matcher of texts, also of those in the quotes of other languages (which the lexer then reports). */
export function matchString(text: string, offset: number, tokens: readonly IToken[]): RegExpExecArray | null {
  if (text.charCodeAt(offset) !== 34) {
    foreignText.lastIndex = offset;
    return foreignText.exec(text);
  }
  const known = lineOfRun.get(tokens);
  const line = known !== undefined && offset < known.end ? known : readLine(text, offset);
  const scanned = scanText(text, offset, line);
  // One guess a line: what was missing is found.
  lineOfRun.set(tokens, scanned.closed ? line : { end: line.end, oneMissing: false });
  return match(text, offset, scanned.end);
}

/** Where a run has already looked in vain for the end of a block comment: without it, many openings cost a square. */
const unclosedFrom = new WeakMap<readonly IToken[], number>();

/**
 * `/* … *​/` and `# …` of other languages. A block that nobody closes ends with its line, so that it hides no more
 * than that.
 */
export function matchForeignComment(
  text: string,
  offset: number,
  tokens: readonly IToken[],
): RegExpExecArray | null {
  const block = text.startsWith('/*', offset);
  if (!block && text.charAt(offset) !== '#') return null;
  if (block && !unclosedFrom.has(tokens)) {
    const close = text.indexOf('*/', offset + 2);
    if (close >= 0) return match(text, offset, close + 2);
    unclosedFrom.set(tokens, offset);
  }
  let end = offset;
  while (end < text.length && !isLineEnd(text.charCodeAt(end))) end++;
  return match(text, offset, end);
}

function match(text: string, start: number, end: number): RegExpExecArray {
  const result = [text.slice(start, end)] as string[] & { index: number; input: string };
  result.index = start;
  result.input = text;
  return result as unknown as RegExpExecArray;
}
