/**
 * Whether a glob matches the whole text: `*` any run, `?` one code point, `\` takes the next sign as it is.
 * One star is retried at a time, so a hostile pattern costs pattern × text at most.
 */
export function matchesGlob(text: string, pattern: string): boolean {
  const signs = readGlob(pattern);
  const points = [...text];
  let at = 0;
  let sign = 0;
  let star = -1;
  let retry = 0;
  while (at < points.length) {
    const wanted = signs[sign];
    if (wanted?.kind === 'star') {
      star = sign++;
      retry = at;
    } else if (wanted !== undefined && (wanted.kind === 'one' || wanted.point === points[at])) {
      sign++;
      at++;
    } else if (star >= 0) {
      sign = star + 1;
      at = ++retry;
    } else return false;
  }
  while (signs[sign]?.kind === 'star') sign++;
  return sign === signs.length;
}

interface GlobSign {
  readonly kind: 'star' | 'one' | 'point';
  readonly point?: string;
}

function readGlob(pattern: string): GlobSign[] {
  const signs: GlobSign[] = [];
  const points = [...pattern];
  for (let i = 0; i < points.length; i++) {
    const point = points[i] ?? '';
    if (point === '*') signs.push({ kind: 'star' });
    else if (point === '?') signs.push({ kind: 'one' });
    else signs.push({ kind: 'point', point: point === '\\' ? (points[++i] ?? '\\') : point });
  }
  return signs;
}
