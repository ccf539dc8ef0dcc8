/** Texts (semantics, rule 19). None of them holds a lone surrogate, so a text of UTF-16 is one of code points. */

/** The order of all strings, ids included: that of their UTF-8 bytes. */
export function byBytes(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}

/** A–Z only. */
export function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));
}

/** In code points. */
export function length(text: string): number {
  return Array.from(text).length;
}

/** The whole text: `*` any run, line ends included, `?` one code point, `\` takes the next one as it stands. */
export function matchesGlob(text: string, glob: string): boolean {
  return matches(Array.from(text), tokens(Array.from(glob)));
}

type Token = { readonly kind: 'run' | 'one' } | { readonly kind: 'exactly'; readonly sign: string };

function tokens(signs: readonly string[]): Token[] {
  const found: Token[] = [];
  for (let i = 0; i < signs.length; i++) {
    const sign = signs[i] ?? '';
    if (sign === '*') found.push({ kind: 'run' });
    else if (sign === '?') found.push({ kind: 'one' });
    // A backslash at the very end has nothing to take and stands for itself.
    else if (sign === '\\' && i + 1 < signs.length) found.push({ kind: 'exactly', sign: signs[++i] ?? '' });
    else found.push({ kind: 'exactly', sign });
  }
  return found;
}

/** Which beginnings of the text the tokens so far match, token by token: no backtracking, whatever the pattern. */
function matches(signs: readonly string[], pattern: readonly Token[]): boolean {
  let ends = new Set([0]);
  for (const token of pattern) {
    const next = new Set<number>();
    for (const end of ends) {
      if (token.kind === 'run') for (let to = end; to <= signs.length; to++) next.add(to);
      else if (end < signs.length && (token.kind !== 'exactly' || token.sign === signs[end]))
        next.add(end + 1);
    }
    ends = next;
  }
  return ends.has(signs.length);
}
