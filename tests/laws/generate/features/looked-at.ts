import type { Expr, Program, Ref } from '@nudge/dsl';

/** Where an expression stands. */
export interface Spot {
  readonly place: 'fn' | 'constant' | 'metric' | 'segment' | 'nudge';
  /** Inside the `where` of an aggregate or a `did`. */
  readonly inWhere: boolean;
  /** Only true or false can stand here. */
  readonly isCondition: boolean;
}

/** A program that is walked, and what was found in it so far. */
export interface Walk {
  readonly program: Program;
  readonly found: Set<string>;
}

/** What a name refers to, if it is one. */
export function refOf({ program }: Walk, expr: Expr): Ref | undefined {
  return expr.kind === 'ref' ? program.refs.get(expr.path) : undefined;
}

export function kindOf({ program }: Walk, expr: Expr): string {
  return program.types.get(expr)?.kind ?? 'unknown';
}
