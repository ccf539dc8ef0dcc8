/** `matches glob`: the whole string, code point by code point (semantics 19). */

/** A pattern made ready: code points that stand for themselves, `ANY_ONE` and `ANY_RUN`. */
export type Glob = readonly number[];

const ANY_ONE = -1;
const ANY_RUN = -2;

/**
 * `*` is any run of characters, line ends included, `?` any one code point, and `\` takes the next
 * character as it stands; a `\` at the very end stands for itself. Every string is a pattern.
 */
export function compileGlob(pattern: string): Glob {
  const glob: number[] = [];
  let escaped = false;
  for (const char of pattern) {
    const code = char.codePointAt(0) as number;
    if (escaped) glob.push(code);
    else if (char === '*') {
      if (glob.at(-1) !== ANY_RUN) glob.push(ANY_RUN);
    } else if (char === '?') glob.push(ANY_ONE);
    else if (char !== '\\') glob.push(code);
    escaped = char === '\\' && !escaped;
  }
  if (escaped) glob.push(0x5c);
  return glob;
}

/**
 * Whether all of `s` matches. Two pointers and one place to go back to, the latest `*`: an earlier `*` need
 * never be tried again, so the cost is at most |glob| × |s|, and linear for patterns as people write them.
 */
export function matchesGlob(glob: Glob, s: string): boolean {
  let at = 0;
  let next = 0;
  let afterRun = -1;
  let runEnd = 0;
  while (at < s.length) {
    const want = glob[next];
    const code = s.codePointAt(at) as number;
    if (want === ANY_RUN) {
      next += 1;
      if (next === glob.length) return true;
      afterRun = next;
      runEnd = at;
    } else if (want === code || want === ANY_ONE) {
      next += 1;
      at += width(code);
    } else if (afterRun >= 0) {
      // The run takes one code point more, and what follows it is tried from there.
      runEnd += width(s.codePointAt(runEnd) as number);
      at = runEnd;
      next = afterRun;
    } else return false;
  }
  while (glob[next] === ANY_RUN) next += 1;
  return next === glob.length;
}

function width(code: number): 1 | 2 {
  return code > 0xffff ? 2 : 1;
}
