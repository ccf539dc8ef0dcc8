import type { Expr } from '../../syntax/tree.ts';
import type { NamedDecl } from '../names/entry.ts';
import type { Type } from '../program.ts';
import type { Reporter } from '../reporter.ts';
import type { Tables } from '../tables.ts';
import type { Identities } from './identity.ts';
import type { Site } from './site.ts';
import type { KnownPresent, Typed } from './typed.ts';

/** What the rules for each kind of expression share: they type their parts through it. */
export interface Typer {
  readonly tables: Tables;
  readonly reporter: Reporter;
  readonly identities: Identities;
  readonly present: KnownPresent;
  /** Whether a zone is in the shipped table. */
  readonly isZone: (name: string) => boolean;

  /**
   * Types an expression and all in it. `expected` is the type that the place asks for: it gives bare and quoted
   * members of an enum their meaning, and empty lists their element; whether the result fits is for the caller.
   */
  infer(expr: Expr, site: Site, expected?: Type): Typed;

  /** Types an expression that must be true or false. A missing value counts as false, so its polarity matters. */
  condition(expr: Expr, site: Site): Typed;

  /** Notes that a declaration was referred to before its own type was known. */
  readonly pending: Set<NamedDecl>;
}

/** A constant where one must stand. `what` begins the sentence that refuses anything else. */
