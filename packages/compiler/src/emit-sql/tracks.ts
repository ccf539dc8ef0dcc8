/**
 * What a segment reads, over time: columns of numbers in rows of instants. A track is read over the rows up to the current
 * one (running sums, least and greatest), a lookup finds a value by the instant that a track holds.
 */
import { TENANT, USER } from './build.ts';
import { Names } from './names.ts';
import type { Staged, Staging } from './staging.ts';
import type { SqlExpr } from './tree.ts';

/** The instant of a row. */
export const T = 't';
/** The instant of the user's next row; null for the last. */
export const NEXT = 'next';
/** Whether the condition is true from the row on. */
export const IN = 'in';

/** One column of the rows: what each kind of row puts there, and how it is read over the rows up to it. */
export interface Track {
  /** The name of the column; the label is what it was made from. */
  readonly name: string;
  readonly label: string;
  /** What rows put there that have nothing to say; null is NULL. */
  readonly neutral: 0 | null;
  readonly read: 'sum' | 'min' | 'max';
  /** Of min and max: only rows less than this far back count; null: all. */
  readonly windowMs: number | null;
}

/** Rows of one origin: what they put into which tracks. */
export interface Source {
  readonly from: string;
  readonly t: SqlExpr;
  readonly where: SqlExpr | null;
  readonly puts: ReadonlyMap<Track, SqlExpr>;
}

/** A value that is found by the instant that a track holds. */
interface Lookup {
  readonly name: string;
  readonly from: string;
  readonly track: Track;
  readonly column: string;
  /** The found row must be less than this old. */
  readonly windowMs: number | null;
}

export interface Tracks {
  /** Of the columns. */
  readonly names: Names;
  readonly sources: Source[];
  readonly columns: Track[];
  readonly lookups: Lookup[];
  readonly values: Map<number, (staging: Staging) => Staged>;
  readonly fields: Map<number, SqlExpr>;
  readonly members: Map<number, SqlExpr>;
}

export function noTracks(): Tracks {
  const names = new Names();
  for (const name of [TENANT, USER, T, NEXT, IN]) names.unique(name);
  return {
    names,
    sources: [],
    columns: [],
    lookups: [],
    values: new Map(),
    fields: new Map(),
    members: new Map(),
  };
}

export function addTrack(
  tracks: Tracks,
  label: string,
  read: Track['read'],
  windowMs: number | null = null,
): Track {
  const neutral = read === 'sum' ? 0 : null;
  const track: Track = { name: tracks.names.unique(label), label, neutral, read, windowMs };
  tracks.columns.push(track);
  return track;
}
