/** One unit of a text's value and where it stands in the source: several characters for an escape. */
export interface TextUnit {
  readonly value: string;
  /** Offsets into the file. */
  readonly start: number;
  readonly end: number;
}

export interface TextProblem {
  readonly code: 'N1003' | 'N1004';
  readonly message: string;
  readonly help?: string;
  readonly start: number;
  readonly end: number;
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['n', '\n'],
  ['t', '\t'],
]);

const escapeHelp = 'the escapes are `\\"`, `\\\\`, `\\n`, `\\t` and `\\u{1F600}`';

/** Most texts hold neither an escape nor anything that texts must not hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: U+0000 is what is looked for
const plain = /^[^\\\u0000\ud800-\udfff]*$/;

/** The value of what stands between the quotes; `start` is where that begins in the file. */
export function readText(inner: string, start: number): { value: string; problems: readonly TextProblem[] } {
  if (plain.test(inner)) return { value: inner, problems: [] };
  const problems: TextProblem[] = [];
  let value = '';
  for (const unit of textUnits(inner, start, problems)) value += unit.value;
  return { value, problems };
}

/** The same in units, for those who must point into a text (the holes of a template). */
export function* textUnits(inner: string, start: number, problems: TextProblem[]): Generator<TextUnit> {
  for (let i = 0; i < inner.length; ) {
    const from = i;
    const code = inner.codePointAt(i) ?? 0;
    let value = String.fromCodePoint(code);
    i += value.length;
    const complain = (problem: Omit<TextProblem, 'start' | 'end'>): void => {
      problems.push({ ...problem, start: start + from, end: start + i });
      value = '\ufffd';
    };
    if (value === '\\') {
      const sign = readEscape(inner, i);
      i = sign.end;
      if (sign.value === undefined) complain(sign.problem);
      else value = sign.value;
    } else if (code === 0 || (code >= 0xd800 && code <= 0xdfff)) {
      complain({ code: 'N1004', message: `a text cannot hold ${nameOf(code)}` });
    }
    yield { value, start: start + from, end: start + i };
  }
}

type Escape =
  | { readonly end: number; readonly value: string }
  | {
      readonly end: number;
      readonly value?: undefined;
      readonly problem: Omit<TextProblem, 'start' | 'end'>;
    };

/** `at` stands behind the backslash. */
function readEscape(inner: string, at: number): Escape {
  const letter = String.fromCodePoint(inner.codePointAt(at) ?? 0x5c);
  const simple = simpleEscapes.get(letter);
  if (simple !== undefined) return { end: at + 1, value: simple };
  const point = /^u\{([0-9A-Fa-f]{1,6})\}/.exec(inner.slice(at, at + 9));
  if (point === null) {
    return {
      end: Math.min(inner.length, at + letter.length),
      problem: { code: 'N1003', message: `there is no escape \`\\${letter}\``, help: escapeHelp },
    };
  }
  const end = at + point[0].length;
  const code = Number.parseInt(point[1] ?? '0', 16);
  if (code > 0x10ffff) {
    return {
      end,
      problem: {
        code: 'N1003',
        message: `there is no character \`\\u{${point[1]}}\``,
        help: 'the last is `\\u{10FFFF}`',
      },
    };
  }
  if (code === 0 || (code >= 0xd800 && code <= 0xdfff)) {
    return { end, problem: { code: 'N1004', message: `a text cannot hold ${nameOf(code)}` } };
  }
  return { end, value: String.fromCodePoint(code) };
}

function nameOf(code: number): string {
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return code === 0 ? `the character ${hex}` : `half of a character (${hex})`;
}
