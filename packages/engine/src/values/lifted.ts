/**
 * Missing (null) passes through an operation: `x + missing` is missing, and so is `min(x, missing)`
 * (semantics 17).
 */

/** `f`, with missing for missing. */
export function lift1<A, R>(f: (a: A) => R): (a: A | null) => R | null {
  return (a) => (a === null ? null : f(a));
}

/** `f`, with missing if either operand is. */
export function lift2<A, B, R>(f: (a: A, b: B) => R): (a: A | null, b: B | null) => R | null {
  return (a, b) => (a === null || b === null ? null : f(a, b));
}
