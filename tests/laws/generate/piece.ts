import type { Type } from './types.ts';

/** How tightly an expression binds; an operand that binds looser than its place asks for stands in parentheses. */
export const BINDS = {
  or: 1,
  and: 2,
  not: 3,
  compare: 4,
  coalesce: 5,
  sum: 6,
  product: 7,
  sign: 8,
  atom: 9,
} as const;

/** A place in a text that another piece fills. */
export interface Hole {
  readonly piece: Piece;
  /** How tightly what stands here has to bind. */
  readonly min: number;
}

/**
 * A part of a program: text with other pieces in it. That is all the structure that shrinking needs, since the
 * checker says of each smaller text whether it is still a program.
 */
export interface Piece {
  readonly parts: readonly (string | Hole)[];
  readonly binds: number;
  /** The whole may be left out. */
  readonly droppable: boolean;
  /** Of an expression: a piece of the same type may stand in its place. */
  readonly type?: Type;
  /** Of an expression: whether its value may be missing. */
  readonly optional: boolean;
  /** Texts that may stand in its place; the simplest first. */
  readonly simpler: readonly string[];
}

export function hole(piece: Piece, min = 0): Hole {
  return { piece, min };
}

/** An expression. Unless it is said, its value may be missing if that of an operand may. */
export function expression(
  type: Type,
  binds: number,
  parts: readonly (string | Hole)[],
  optional: boolean = parts.some((part) => typeof part !== 'string' && part.piece.optional),
): Piece {
  return { parts, binds, droppable: false, type, optional, simpler: [] };
}

export function atom(type: Type, text: string, optional = false, simpler: readonly string[] = []): Piece {
  return { parts: [text], binds: BINDS.atom, droppable: false, type, optional, simpler };
}

/** A part of a program that is no expression. */
export function text(parts: readonly (string | Piece)[], simpler: readonly string[] = []): Piece {
  return {
    parts: parts.map((part) => (typeof part === 'string' ? part : hole(part))),
    binds: BINDS.atom,
    droppable: false,
    optional: false,
    simpler,
  };
}

/** The same, where the program may do without it. */
export function droppable(parts: readonly (string | Piece)[], simpler: readonly string[] = []): Piece {
  return { ...text(parts, simpler), droppable: true };
}

export function render(piece: Piece): string {
  const out: string[] = [];
  write(piece, out);
  return out.join('');
}

function write(piece: Piece, out: string[]): void {
  for (const part of piece.parts) {
    if (typeof part === 'string') {
      out.push(part);
      continue;
    }
    const bare = part.piece.binds >= part.min;
    if (!bare) out.push('(');
    write(part.piece, out);
    if (!bare) out.push(')');
  }
}
