/**
 * A glob as a pattern of LIKE with `!` as its escape (semantics, rule 19): `*` any run, `?` one code point, `\` takes the
 * next character as it stands, and itself at the very end.
 */
export function likePattern(glob: string): string {
  let pattern = '';
  let escaped = false;
  for (const char of glob) {
    if (!escaped && char === '\\') {
      escaped = true;
      continue;
    }
    if (!escaped && char === '*') pattern += '%';
    else if (!escaped && char === '?') pattern += '_';
    else pattern += literal(char);
    escaped = false;
  }
  return escaped ? pattern + literal('\\') : pattern;
}

function literal(char: string): string {
  return char === '%' || char === '_' || char === '!' ? `!${char}` : char;
}
