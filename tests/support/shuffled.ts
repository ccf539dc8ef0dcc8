/** Another order of a list, by chance alone (Fisher and Yates). `below(n)` draws one of 0 … n − 1. */
export function shuffled<T>(list: readonly T[], below: (n: number) => number): T[] {
  const result = [...list];
  for (let i = result.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
