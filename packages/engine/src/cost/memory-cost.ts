import { HEADER_BYTES, roomFor } from '../population/byte-arena.ts';

/** Of `UserIndex`: 16 bytes a place, and 1.5 to 3 places a user. */
const INDEX_BYTES = 35;

/**
 * What a state takes in a `Population`, among those that are not in use: its slot and its place in the index. A state
 * grows and shrinks within its slot, which so is as large as the state lately was at its largest: measured, it is the
 * mean and one and a half deviations.
 */
export function memoryBytes(bytes: number, deviation: number): number {
  const most = bytes + 1.5 * deviation;
  const room = roomFor(most);
  const step = room - roomFor(Math.max(1, most - Math.max(32, room / 9)));
  // States lie anywhere between two sizes of slots.
  return HEADER_BYTES + most + step / 2 + INDEX_BYTES;
}
