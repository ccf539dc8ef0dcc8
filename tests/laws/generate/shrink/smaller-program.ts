import { BINDS, type Hole, type Piece, text } from '../piece.ts';
import { sameType, type Type } from '../types.ts';
import { withoutChunks } from './chunks.ts';

/** The program without some of its declarations. */
export function* fewerDeclarations(program: Piece): Generator<Piece> {
  for (const parts of withoutChunks(program.parts)) yield { ...program, parts };
}

/**
 * The program with one of its parts left out, or something simpler in its place; outer parts first. Not all of these
 * are programs.
 */
export function* simplerParts(program: Piece): Generator<Piece> {
  // One level after the other, so that much goes at once.
  let level: Place[] = [{ piece: program, put: (piece) => piece }];
  while (level.length > 0) {
    for (const { piece, put } of level) for (const simpler of simplerForms(piece)) yield put(simpler);
    level = level.flatMap(insides);
  }
}

interface Place {
  readonly piece: Piece;
  /** The whole program with another piece in this place. */
  readonly put: (piece: Piece) => Piece;
}

function insides({ piece, put }: Place): Place[] {
  return piece.parts.flatMap((part, i) =>
    typeof part === 'string'
      ? []
      : [
          {
            piece: part.piece,
            put: (inner: Piece) => put({ ...piece, parts: piece.parts.with(i, { ...part, piece: inner }) }),
          },
        ],
  );
}

const NOTHING = text([]);

function* simplerForms(piece: Piece): Generator<Piece> {
  if (piece.droppable && piece.parts.length > 0) yield NOTHING;
  const own = piece.parts.length === 1 ? piece.parts[0] : undefined;
  // Texts that come before its own, so that a simple one is left alone.
  const known = piece.simpler.indexOf(typeof own === 'string' ? own : '');
  for (const each of known < 0 ? piece.simpler : piece.simpler.slice(0, known))
    yield { ...piece, parts: [each], binds: BINDS.atom, simpler: piece.simpler };
  if (piece.type === undefined) return;
  const { type } = piece;
  const plain = SIMPLEST[type.kind];
  const isLiteral = typeof own === 'string' && !/^[a-z`]/i.test(own.replace(/^(true|false)$/, ''));
  if (plain !== undefined && (!isLiteral || own === 'false'))
    yield { ...piece, parts: [plain], binds: BINDS.atom, optional: false };
  for (const inner of expressionsIn(piece))
    if (inner.type !== undefined && sameType(inner.type, type)) yield inner;
}

const SIMPLEST: Readonly<Partial<Record<Type['kind'], string>>> = {
  bool: 'true',
  int: '0',
  decimal: '0',
  string: '""',
  duration: '1s',
  timestamp: '2026-03-02T10:00:00Z',
};

/** The outer ones first. */
function* expressionsIn(piece: Piece): Generator<Piece> {
  const holes: Hole[] = piece.parts.filter((part) => typeof part !== 'string');
  for (const { piece: inner } of holes) {
    yield inner;
    yield* expressionsIn(inner);
  }
}
