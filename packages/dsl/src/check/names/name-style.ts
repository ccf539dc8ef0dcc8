import type { Name } from '../../syntax/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { EntryKind } from './entry.ts';

export type Styled = EntryKind | 'field' | 'parameter' | 'purpose' | 'channel';

const upperCamel = /^\p{Lu}[\p{L}\p{N}]*$/u;
const lowerSnake = /^\p{Ll}[\p{Ll}\p{N}_]*$/u;

/** What is made up by rules is UpperCamel, what holds a value lower_snake: so a reader tells them apart at sight. */
export function checkNameStyle(name: Name, kind: Styled, reporter: Reporter): void {
  const upper = isUpper(kind);
  if (name.text === '' || (upper ? upperCamel : lowerSnake).test(name.text)) return;
  const wanted = upper ? toUpperCamel(name.text) : toLowerSnake(name.text);
  const plural = kind === 'const' ? 'constants' : kind === 'fn' ? 'functions' : `${kind}s`;
  const style = upper ? '`LikeThis`' : '`like_this`';
  const rename = wanted === undefined ? 'rename it' : `write \`${wanted}\``;
  const onTheWire =
    kind === 'field' ? '; if the incoming records spell it otherwise, a `source` maps their name to it' : '';
  reporter.report('N2007', name.span, `\`${name.text}\`: ${plural} are written ${style}`, {
    help: rename + onTheWire,
  });
}

function isUpper(kind: Styled): boolean {
  switch (kind) {
    case 'event':
    case 'segment':
    case 'nudge':
    case 'template':
      return true;
    case 'source':
    case 'const':
    case 'fn':
    case 'metric':
    case 'field':
    case 'parameter':
    case 'purpose':
    case 'channel':
      return false;
    default: {
      const never: never = kind;
      return never;
    }
  }
}

/** The words of a name in any style: `cartAdd`, `CART_ADD`, `cart-add`, `HTMLPage2`. */
function words(text: string): string[] {
  return text.match(/\p{Lu}+(?!\p{Ll})\p{N}*|\p{Lu}?\p{Ll}[\p{Ll}\p{N}]*|\p{N}+/gu) ?? [];
}

function toUpperCamel(text: string): string | undefined {
  const result = words(text)
    .map(
      (word) =>
        word.slice(0, 1).toUpperCase() + (hasLower(text) ? word.slice(1) : word.slice(1).toLowerCase()),
    )
    .join('');
  return upperCamel.test(result) ? result : undefined;
}

function toLowerSnake(text: string): string | undefined {
  const result = words(text)
    .map((word) => word.toLowerCase())
    .join('_');
  return lowerSnake.test(result) ? result : undefined;
}

function hasLower(text: string): boolean {
  return /\p{Ll}/u.test(text);
}
