import type { TemplateLocale, TemplatePart, TemplateSymbol } from '@nudge/dsl';
import type { Known } from './values/datum.ts';
import { magnitude, roundedQuotient } from './values/numbers.ts';
import { instantText } from './values/time.ts';

const DECIMAL_COMMA = 'de fr es it nl pt pl sv da nb fi cs ru tr uk'.split(' ');

const DIGITS_DEFAULT = 2;
const DIGITS_HELD = 4;

/** `de-AT`, then `de`, then the first locale of the template. */
export function chooseLocale({ decl: { locales } }: TemplateSymbol, wanted: string | null): TemplateLocale {
  for (let parts = wanted?.split('-') ?? []; parts.length > 0; parts = parts.slice(0, -1)) {
    const found = locales.find(({ tag }) => tag.text === parts.join('-'));
    if (found !== undefined) return found;
  }
  const [first] = locales;
  if (first === undefined) throw new Error('a template has a locale');
  return first;
}

/** Key and text, in the order of their declaration. */
export function renderLocale(
  locale: TemplateLocale,
  args: ReadonlyMap<string, Known>,
): (readonly [key: string, text: string])[] {
  const [language] = locale.tag.text.split('-');
  const mark = DECIMAL_COMMA.includes(language ?? '') ? ',' : '.';
  return locale.entries.map(({ key, parts }) => [
    key.text,
    parts.map((part) => renderPart(part, args, mark)).join(''),
  ]);
}

function renderPart(part: TemplatePart, args: ReadonlyMap<string, Known>, mark: string): string {
  // A literal is NFC wherever it stands.
  if (part.kind === 'text') return part.text.normalize('NFC');
  const value = args.get(part.name.text);
  if (value === undefined) throw new Error('a hole prints a parameter');
  switch (value.kind) {
    case 'bool':
    case 'int':
    case 'text':
      return String(value.value);
    case 'timestamp':
      return instantText(Number(value.value));
    case 'decimal':
      return decimalText(value.value, part.digits ?? DIGITS_DEFAULT, mark);
    case 'duration':
    case 'list':
      throw new Error('templates have no such parameters');
    default: {
      const never: never = value;
      return never;
    }
  }
}

/** Ten-thousandths with so many digits behind the mark, rounded half away from zero; zero has no sign. */
export function decimalText(scaled: bigint, digits: number, mark: string): string {
  const rounded = roundedQuotient(scaled, 10n ** BigInt(DIGITS_HELD - digits));
  const signs = magnitude(rounded)
    .toString()
    .padStart(digits + 1, '0');
  const whole = signs.slice(0, signs.length - digits);
  const fraction = digits === 0 ? '' : mark + signs.slice(-digits);
  return `${rounded < 0n ? '-' : ''}${whole}${fraction}`;
}
