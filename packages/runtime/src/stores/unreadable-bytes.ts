/** Kept bytes that are damaged, or were written by a version of nudge that this one does not know. */
export class UnreadableBytes extends Error {
  override readonly name = 'UnreadableBytes';
}
