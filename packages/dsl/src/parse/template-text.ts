import type { IToken } from 'chevrotain';
import type { Span } from '../syntax/span.ts';
import type { Name, TemplatePart } from '../syntax/tree.ts';
import { type TextUnit, textUnits } from './escapes.ts';

export interface HoleProblem {
  readonly span: Span;
  readonly message: string;
  readonly help: string;
}

const help =
  'a hole is the name of a parameter in braces, `{name}` or `{total:2}`; a brace itself is written `{{`';

/**
 * A template's text cut at its holes. `{{` is one brace; a `}` outside a hole is itself. Spans point into the source,
 * also behind escapes.
 */
export function cutAtHoles(file: string, token: IToken): { parts: TemplatePart[]; problems: HoleProblem[] } {
  const inner = token.image.slice(1, token.image.length > 1 && token.image.endsWith('"') ? -1 : undefined);
  const units = [...textUnits(inner, token.startOffset + 1, [])];
  const parts: TemplatePart[] = [];
  const problems: HoleProblem[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') parts.push({ kind: 'text', text });
    text = '';
  };
  const spanOf = (from: TextUnit, to: TextUnit): Span => ({ file, start: from.start, end: to.end });

  for (let i = 0; i < units.length; i++) {
    const unit = units[i] as TextUnit;
    if (unit.value !== '{') {
      text += unit.value;
      continue;
    }
    if (units[i + 1]?.value === '{') {
      text += '{';
      i++;
      continue;
    }
    let close = i + 1;
    while (close < units.length && units[close]?.value !== '}' && units[close]?.value !== '{') close++;
    if (units[close]?.value !== '}') {
      const last = units[close - 1] as TextUnit;
      problems.push({ span: spanOf(unit, last), message: 'this hole is not closed', help });
      break;
    }
    flush();
    const inside = units.slice(i + 1, close);
    const span = spanOf(unit, units[close] as TextUnit);
    const hole = readHole(file, inside, span);
    if ('message' in hole) problems.push(hole);
    else parts.push(hole);
    i = close;
  }
  flush();
  return { parts, problems };
}

function readHole(file: string, inside: readonly TextUnit[], span: Span): TemplatePart | HoleProblem {
  const content = inside.map((u) => u.value).join('');
  const match = /^([A-Za-z_][A-Za-z0-9_]*)(?::(\d+))?$/.exec(content);
  const word = match?.[1];
  const first = inside[0];
  const last = word === undefined ? undefined : inside[word.length - 1];
  if (word === undefined || first === undefined || last === undefined) {
    const shown = content.length > 30 ? `${content.slice(0, 30)}…` : content;
    return {
      span,
      message: content.trim() === '' ? 'this hole is empty' : `\`{${shown}}\` is not a hole`,
      help,
    };
  }
  const name: Name = { kind: 'name', text: word, span: { file, start: first.start, end: last.end } };
  if (match?.[2] === undefined) return { kind: 'hole', name, span };
  const digits = Number(match[2]);
  if (digits > 4) {
    return { span, message: 'a number has at most 4 digits behind its mark', help: `write \`{${word}:4}\`` };
  }
  return { kind: 'hole', name, digits, span };
}
