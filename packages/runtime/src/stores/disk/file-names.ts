/**
 * The names of what the store keeps: `p00017/owner-0000000003`, `p00017/segment-0000000003-000012`,
 * `bundles/000002-<hash>`.
 */

/** Of an epoch's segments: their number, from 0. */
export interface SegmentName {
  readonly epoch: number;
  readonly number: number;
}

/** Marks a folder as ours. The form is part of the name, so that it is there wholly or not at all. */
export const FORMAT = 1;
const MARKER = 'nudge-state.v';

export function markerName(): string {
  return `${MARKER}${FORMAT}`;
}

/** The form that a marker names; `null`: no marker. */
export function markedFormat(name: string): string | null {
  return name.startsWith(MARKER) ? name.slice(MARKER.length) : null;
}

export function partitionFolder(partition: number): string {
  return `p${String(partition).padStart(5, '0')}`;
}

export function ownerName(epoch: number): string {
  return `owner-${String(epoch).padStart(10, '0')}`;
}

/** The epoch of an owner's file; `null`: it is none. */
export function ownerEpoch(name: string): number | null {
  const match = /^owner-(\d{10,})$/.exec(name);
  return match === null ? null : Number(match[1]);
}

export function segmentName({ epoch, number }: SegmentName): string {
  return `segment-${String(epoch).padStart(10, '0')}-${String(number).padStart(6, '0')}`;
}

export function parseSegmentName(name: string): SegmentName | null {
  const match = /^segment-(\d{10,})-(\d{6,})$/.exec(name);
  return match === null ? null : { epoch: Number(match[1]), number: Number(match[2]) };
}

/** In the order in which they were begun. */
export function inOrder(a: SegmentName, b: SegmentName): number {
  return a.epoch - b.epoch || a.number - b.number;
}

export const BUNDLE_FOLDER = 'bundles';

/** A bundle's file. */
export interface BundleName {
  /** Grows with what is put. */
  readonly number: number;
  /** The bundle's hash. */
  readonly version: string;
  /** Of a file that is being written, or was when a process crashed: what no other writer has. Else `null`. */
  readonly unfinished: string | null;
}

export function bundleName({ number, version, unfinished }: BundleName): string {
  return `${String(number).padStart(6, '0')}-${version}${unfinished === null ? '' : `.unfinished-${unfinished}`}`;
}

export function parseBundleName(name: string): BundleName | null {
  const match = /^(\d{6,})-([0-9a-f]{64})(?:\.unfinished-(.+))?$/.exec(name);
  if (match === null) return null;
  return { number: Number(match[1]), version: match[2] as string, unfinished: match[3] ?? null };
}

/** Two that were put at the same time may have one number: then all agree on an order all the same. */
export function inOrderOfPutting(a: BundleName, b: BundleName): number {
  return a.number - b.number || (a.version < b.version ? -1 : Number(a.version > b.version));
}
