/** The names of what the store keeps: `p00017/owner-0000000003`, `p00017/segment-0000000003-000012`. */

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
