/** The candidate that was probably meant: at most one slip for each three letters, whatever the case; else undefined. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const allowed = Math.max(1, Math.floor(Math.min(word.length, 64) / 3));
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const slips = distance(word.toLowerCase(), candidate.toLowerCase());
    if (slips < bestDistance) [best, bestDistance] = [candidate, slips];
  }
  return best;
}

/** Damerau–Levenshtein (optimal string alignment), two rows and the one before them. */
function distance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const reached = Math.min(changed, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1);
      current.push(swapped ? Math.min(reached, (beforePrevious[j - 2] ?? 0) + 1) : reached);
    }
    [beforePrevious, previous] = [previous, current];
  }
  return previous[b.length] ?? 0;
}
