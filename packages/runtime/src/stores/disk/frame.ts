import { crc32 } from 'node:zlib';
import type { SegmentName } from './file-names.ts';
import { FrameReader } from './frame-reader.ts';
import type { FrameWriter } from './frame-writer.ts';

/**
 * A frame is one commit in a segment file: `[u32 length][u32 crc32][payload]`, numbers little-endian. Its payload:
 *
 *     u8 form, u8 kind, u32 segment, f64 epoch, f64 offset   where the frame stands, so that it counts nowhere else
 *     first frames only: u32 n, n × (f64 epoch, u32 segment, f64 length)     what of the past counts (`Past`)
 *     u32 length, body                                                       see frame-body.ts; empty: nothing yet
 *     u32 n, n × (f64 epoch, u32 segment)                                    segments that nobody needs any more
 */
const FORM = 1;
const FIRST = 1;
const LATER = 0;

const HEADER_BYTES = 8;
const PLACE_BYTES = 22;
/** Of the offset that a frame says of itself. */
const OFFSET_AT = HEADER_BYTES + 14;

/** A segment from before, and how many of its bytes count: a former owner may have appended more. */
export interface PastSegment extends SegmentName {
  readonly length: number;
}

export interface Frame {
  /** Where the next frame would begin. */
  readonly end: number;
  /** Of the first frame of a segment: all segments from before that count, in order. Else `null`. */
  readonly past: readonly PastSegment[] | null;
  /** Shares the memory of what was read. */
  readonly body: Uint8Array;
  readonly dropped: readonly SegmentName[];
}

export interface FrameContent {
  readonly place: SegmentName;
  readonly offset: number;
  readonly past: readonly PastSegment[] | null;
  readonly writeBody: (writer: FrameWriter) => void;
  /** Asked after the body was written: that is what makes segments superfluous. */
  readonly dropped: () => readonly SegmentName[];
}

/** Writes a whole frame into an empty writer. */
export function writeFrame(writer: FrameWriter, content: FrameContent): void {
  const { place, offset, past } = content;
  const lengthAt = writer.skipU32();
  const crcAt = writer.skipU32();
  writer.u8(FORM);
  writer.u8(past === null ? LATER : FIRST);
  writer.u32(place.number);
  writer.f64(place.epoch);
  writer.f64(offset);
  if (past !== null) {
    writer.u32(past.length);
    for (const { epoch, number, length } of past) {
      writer.f64(epoch);
      writer.u32(number);
      writer.f64(length);
    }
  }
  const bodyLengthAt = writer.skipU32();
  const bodyAt = writer.length;
  content.writeBody(writer);
  writer.setU32(bodyLengthAt, writer.length - bodyAt);
  const dropped = content.dropped();
  writer.u32(dropped.length);
  for (const { epoch, number } of dropped) {
    writer.f64(epoch);
    writer.u32(number);
  }
  writer.setU32(lengthAt, writer.length - HEADER_BYTES);
  writer.setU32(crcAt, crc32(writer.written(HEADER_BYTES)));
}

/** The frame at an offset of a segment's bytes; `null`: there is no whole one that belongs there. */
export function readFrame(segment: Uint8Array, place: SegmentName, offset: number): Frame | null {
  const left = segment.length - offset - HEADER_BYTES;
  if (left < PLACE_BYTES) return null;
  const header = new FrameReader(segment, offset);
  const length = header.u32();
  const crc = header.u32();
  if (length < PLACE_BYTES || length > left) return null;
  const form = header.u8();
  const kind = header.u8();
  const here = header.u32() === place.number && header.f64() === place.epoch && header.f64() === offset;
  if (!here || form !== FORM) return null;
  const start = offset + HEADER_BYTES;
  const payload = segment.subarray(start, start + length);
  if (crc32(payload) !== crc) return null;
  const reader = new FrameReader(payload, PLACE_BYTES);
  const past =
    kind === FIRST ? reader.list((r) => ({ epoch: r.f64(), number: r.u32(), length: r.f64() })) : null;
  const body = reader.bytes(reader.u32());
  const dropped = reader.list((r) => ({ epoch: r.f64(), number: r.u32() }));
  return { end: start + length, past, body, dropped };
}

/**
 * Whether a whole frame stands somewhere behind an offset at which there is none. A crash cannot do that: a frame is only
 * written when the one before it is safe. So what lies between was damaged.
 */
export function hasFrameBehind(segment: Uint8Array, place: SegmentName, offset: number): boolean {
  const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength);
  for (let at = offset + 1; at + HEADER_BYTES + PLACE_BYTES <= segment.length; at++) {
    // Every byte is tried, so what is cheap to compare comes first.
    if (view.getFloat64(at + OFFSET_AT, true) === at && readFrame(segment, place, at) !== null) return true;
  }
  return false;
}
