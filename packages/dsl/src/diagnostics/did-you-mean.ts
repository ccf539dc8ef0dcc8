/** Longer words are not compared: nobody mistypes a name of this length and hopes for a hint. */
const wordLengthMax = 64;

/**
 * The candidate that was probably meant, if one is near: a difference in case only, or one slip (a letter too many, too
 * few, wrong, or two swapped) for each three letters. Of equally near ones the first.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > wordLengthMax) return undefined;
  const lower = word.toLowerCase();
  const allowed = word.length < 3 ? 1 : Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate === word) continue;
    if (candidate.length > wordLengthMax || Math.abs(candidate.length - word.length) > allowed) continue;
    const other = candidate.toLowerCase();
    // A word of two letters has a slip to almost every other; only a swap, a letter behind, or its case says something.
    if (Math.min(word.length, candidate.length) < 3 && !sameLetters(lower, other) && !begins(lower, other))
      continue;
    const distance = other === lower ? 0 : distanceWithin(lower, other, Math.min(allowed, bestDistance - 1));
    if (distance < bestDistance && distance <= allowed) {
      best = candidate;
      bestDistance = distance;
      if (distance === 0) break;
    }
  }
  return best;
}

const begins = (a: string, b: string): boolean => a.length > 2 && a.startsWith(b);

function sameLetters(a: string, b: string): boolean {
  return [...a].sort().join('') === [...b].sort().join('');
}

/**
 * Damerau–Levenshtein distance (optimal string alignment), given up as soon as it must exceed `limit`; only the band of
 * cells that can still matter is computed.
 */
function distanceWithin(a: string, b: string, limit: number): number {
  const tooFar = Number.POSITIVE_INFINITY;
  if (limit < 0 || Math.abs(a.length - b.length) > limit) return tooFar;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current: number[] = new Array<number>(b.length + 1).fill(tooFar);
    if (i <= limit) current[0] = i;
    let smallest = current[0] ?? tooFar;
    for (let j = Math.max(1, i - limit); j <= Math.min(b.length, i + limit); j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(
        (previous[j] ?? tooFar) + 1,
        (current[j - 1] ?? tooFar) + 1,
        (previous[j - 1] ?? tooFar) + same,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforePrevious[j - 2] ?? tooFar) + 1);
      }
      current[j] = cost;
      if (cost < smallest) smallest = cost;
    }
    // A swap may still reach back over one row.
    if (smallest > limit && Math.min(...previous) > limit) return tooFar;
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? tooFar;
}
