import type { IToken, TokenType } from 'chevrotain';
import { UNIT_MS } from '../syntax/durations.ts';
import type { Span } from '../syntax/span.ts';
import type { DecimalLit, DurationLit, IntLit } from '../syntax/tree.ts';
import { DecimalText, DurationText, IntText } from './tokens.ts';

/** What a literal's text is worth, or what is wrong with it. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly help?: string };

export type NumberReading =
  | { readonly type: TokenType; readonly kind: 'int'; readonly value: bigint }
  | { readonly type: TokenType; readonly kind: 'decimal'; readonly scaled: bigint; readonly exact: boolean }
  | { readonly type: TokenType; readonly kind: 'duration'; readonly ms: number };

/** Turning digits into a big number costs more than their count; no number of the language has more than 17. */
const digitsMax = 40;

const fail = (
  code: string,
  message: string,
  help?: string,
): { ok: false; code: string; message: string; help?: string } =>
  help === undefined ? { ok: false, code, message } : { ok: false, code, message, help };

const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** An int, a decimal, a percentage or a duration. */
export function readNumber(text: string): Reading<NumberReading> {
  if (/^\d+(?:_\d+)*$/.test(text)) {
    const digits = text.replaceAll('_', '');
    if (digits.length > digitsMax) return fail('N1005', `the number \`${shown(text)}\` is too long`);
    return { ok: true, value: { type: IntText, kind: 'int', value: BigInt(digits) } };
  }
  const decimal = /^(\d+(?:_\d+)*)(?:\.(\d+(?:_\d+)*))?(%?)$/.exec(text);
  if (decimal !== null) return readDecimal(text, decimal[1] ?? '', decimal[2] ?? '', decimal[3] === '%');
  if (/^\d[\d_]*(?:ms|[smhdw])(?:\d[\d_]*(?:ms|[smhdw]))*$/.test(text)) return readDuration(text);
  const worded = /^(\d[\d_]*)([A-Za-z]+)$/.exec(text);
  const unit = worded === null ? undefined : unitOf(worded[2] ?? '');
  if (worded !== null && unit !== undefined) {
    return fail(
      'N1006',
      `\`${shown(text)}\` is not a duration`,
      `write \`${worded[1]}${unit}\`; the units are ms, s, m, h, d and w`,
    );
  }
  if (/^\d[\d_]*\.\d[\d_]*(?:ms|[smhdw])$/.test(text)) {
    return fail('N1006', `\`${shown(text)}\` is not a duration`, 'write it in whole units, such as `1h30m`');
  }
  if (/[A-Za-z]/.test(text)) {
    return fail(
      'N1005',
      `\`${shown(text)}\` is neither a number nor a duration`,
      'numbers are written `500`, `1_000`, `0.25` or `10%`, durations `90s` or `1h30m`',
    );
  }
  return fail(
    'N1005',
    `\`${shown(text)}\` is not a number`,
    'an underscore stands between two digits, as in `1_000`',
  );
}

function readDecimal(
  text: string,
  whole: string,
  fraction: string,
  percent: boolean,
): Reading<NumberReading> {
  const digits = (whole + fraction).replaceAll('_', '');
  if (digits.length > digitsMax) return fail('N1005', `the number \`${shown(text)}\` is too long`);
  const places = fraction.replaceAll('_', '').length + (percent ? 2 : 0);
  const unscaled = BigInt(digits === '' ? '0' : digits);
  if (places <= 4) {
    const scaled = unscaled * 10n ** BigInt(4 - places);
    return { ok: true, value: { type: DecimalText, kind: 'decimal', scaled, exact: true } };
  }
  const divisor = 10n ** BigInt(places - 4);
  const scaled = (unscaled + divisor / 2n) / divisor;
  return {
    ok: true,
    value: { type: DecimalText, kind: 'decimal', scaled, exact: unscaled % divisor === 0n },
  };
}

function readDuration(text: string): Reading<NumberReading> {
  let ms = 0;
  let last = Number.POSITIVE_INFINITY;
  for (const part of text.matchAll(/(\d[\d_]*)(ms|[smhdw])/g)) {
    const size = UNIT_MS.get(part[2] ?? '') ?? 0;
    if (size >= last) {
      return fail(
        'N1006',
        `\`${shown(text)}\` is not a duration`,
        'its units go from large to small, each once: w, d, h, m, s, ms, as in `1h30m`',
      );
    }
    last = size;
    const count = part[1] ?? '';
    if (!/^\d+(?:_\d+)*$/.test(count)) return fail('N1006', `\`${shown(text)}\` is not a duration`);
    ms += Number(count.replaceAll('_', '')) * size;
  }
  if (!Number.isSafeInteger(ms)) return fail('N1006', `the duration \`${shown(text)}\` is too long`);
  return { ok: true, value: { type: DurationText, kind: 'duration', ms } };
}

/** The unit that a word names, in whatever way. */
export function unitOf(word: string): string | undefined {
  const units: readonly (readonly [RegExp, string])[] = [
    [/^(?:ms|msecs?|millis|milliseconds?)$/i, 'ms'],
    [/^(?:s|secs?|seconds?)$/i, 's'],
    [/^(?:m|mins?|minutes?)$/i, 'm'],
    [/^(?:h|hrs?|hours?)$/i, 'h'],
    [/^(?:d|days?)$/i, 'd'],
    [/^(?:w|weeks?)$/i, 'w'],
  ];
  return units.find(([pattern]) => pattern.test(word))?.[1];
}

const instantMin = 0;
const instantMax = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const instantHelp = 'an instant is written `2026-03-02T10:00:00Z`, with `Z` or an offset such as `+01:00`';

/** Epoch ms of an ISO 8601 instant with its zone; digits below the millisecond are cut. */
export function readInstant(text: string): Reading<number> {
  const parts =
    /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(?:Z|([+-])(\d{2}):?(\d{2}))$/.exec(
      text,
    );
  if (parts === null) return fail('N1007', `\`${shown(text)}\` is not an instant`, instantHelp);
  const n = (i: number): number => Number(parts[i] ?? '0');
  const day = Date.UTC(n(1), n(2) - 1, n(3));
  const real = new Date(day);
  if (real.getUTCMonth() !== n(2) - 1 || real.getUTCDate() !== n(3) || real.getUTCFullYear() !== n(1)) {
    return fail('N1007', `there is no day \`${text.slice(0, 10)}\``);
  }
  if (n(4) > 23 || n(5) > 59 || n(6) > 59 || n(9) > 23 || n(10) > 59) {
    return fail('N1007', `there is no time of day \`${text.slice(11)}\``);
  }
  const fraction = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
  const offset = (n(9) * 60 + n(10)) * 60_000 * (parts[8] === '-' ? -1 : 1);
  const ms = day + ((n(4) * 60 + n(5)) * 60 + n(6)) * 1000 + fraction - offset;
  if (ms < instantMin || ms > instantMax) {
    return fail('N1007', `the instant \`${text}\` is out of range`, 'instants lie in the years 1970 to 9999');
  }
  return { ok: true, value: ms };
}

/** The node of a number token; the lexer has left its reading in the token. */
export function numberOf(token: IToken, span: Span): IntLit | DecimalLit | DurationLit {
  const reading = token.payload as NumberReading;
  const text = token.image;
  switch (reading.kind) {
    case 'int':
      return { kind: 'int', text, value: reading.value, span };
    case 'decimal':
      return { kind: 'decimal', text, scaled: reading.scaled, exact: reading.exact, span };
    case 'duration':
      return { kind: 'duration', text, ms: reading.ms, span };
  }
}
