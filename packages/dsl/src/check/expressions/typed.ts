import type { Type } from '../program.ts';
import { BOOL } from '../types/type.ts';

/** Values (by their identity, see `identity.ts`) that are known to be there. */
export type Facts = readonly number[];

const NONE: Facts = [];

/** The type of an expression and, for a condition, which values are there when it is true or false. */
export interface Typed {
  readonly type: Type;
  readonly whenTrue: Facts;
  readonly whenFalse: Facts;
}

export function typed(type: Type, whenTrue: Facts = NONE, whenFalse: Facts = NONE): Typed {
  return { type, whenTrue, whenFalse };
}

export const TYPED_BOOL: Typed = typed(BOOL);

/** What both know. */
export function intersect(a: Facts, b: Facts): Facts {
  if (a.length === 0 || b.length === 0) return NONE;
  const known = new Set(a);
  return b.filter((id) => known.has(id));
}

/** The values that are known to be there at this point of the walk. */
export class KnownPresent {
  readonly #counts = new Map<number, number>();

  has(id: number): boolean {
    return this.#counts.has(id);
  }

  /** Facts nest: what is assumed while something is walked is forgotten after it. */
  assume(facts: Facts): void {
    for (const id of facts) this.#counts.set(id, (this.#counts.get(id) ?? 0) + 1);
  }

  forget(facts: Facts): void {
    for (const id of facts) {
      const count = this.#counts.get(id) ?? 0;
      if (count > 1) this.#counts.set(id, count - 1);
      else this.#counts.delete(id);
    }
  }
}
