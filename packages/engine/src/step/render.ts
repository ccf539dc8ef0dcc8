import type { TemplateSpec, Value, ValueKind } from '../contract/manifest.ts';
import type { Content } from '../effects/effect.ts';
import { type FractionDigits, formatDecimal } from '../values/decimal-text.ts';
import { lowerAscii } from '../values/strings.ts';
import { formatInstant } from '../values/time.ts';

/** The languages whose decimals have a comma (semantics, Output). */
const COMMA_LANGUAGES = new Set('de fr es it nl pt pl sv da nb fi cs ru tr uk'.split(' '));

export interface Rendered {
  /** The locale used after falling back. */
  readonly locale: string;
  readonly content: Content;
}

/** Fills a template for one user. The text is the same on every channel. */
export function renderTemplate(
  template: TemplateSpec,
  wanted: string | null,
  channels: readonly string[],
  args: readonly Value[],
): Rendered {
  const locale = pickLocale(template, wanted);
  const language = lowerAscii(locale.tag.split('-')[0] ?? '');
  const mark = COMMA_LANGUAGES.has(language) ? ',' : '.';
  const entries = locale.entries.map(({ key, parts }) => {
    const pieces = parts.map((part) =>
      typeof part === 'string'
        ? part
        : holeText(
            template.params[part.param]?.kind ?? 'string',
            args[part.param] ?? null,
            part.digits,
            mark,
          ),
    );
    return [key, pieces.join('')] as const;
  });
  return { locale: locale.tag, content: channels.map((channel) => [channel, entries] as const) };
}

/** `de-AT`, then `de`, then the template's first. */
function pickLocale(template: TemplateSpec, wanted: string | null): TemplateSpec['locales'][number] {
  let tag = wanted ?? '';
  while (tag !== '') {
    const found = template.locales.find((locale) => locale.tag === tag);
    if (found !== undefined) return found;
    tag = tag.includes('-') ? tag.slice(0, tag.lastIndexOf('-')) : '';
  }
  const first = template.locales[0];
  if (first === undefined) throw new Error(`template ${template.name} has no locale`);
  return first;
}

function holeText(kind: ValueKind, value: Value, digits: number, mark: string): string {
  if (value === null) return '';
  switch (kind) {
    case 'decimal':
      return formatDecimal(value as number, digits as FractionDigits, mark);
    case 'timestamp':
      return formatInstant(value as number);
    default:
      return String(value);
  }
}
