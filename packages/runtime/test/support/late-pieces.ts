import type { Writable } from 'node:stream';

interface Piece {
  readonly bytes: Buffer;
  isDue: boolean;
}

/** One direction of a connection: each piece may be late by its own time, and still none overtakes another. */
export class LatePieces {
  readonly #to: Writable;
  readonly #waiting: Piece[] = [];

  constructor(to: Writable) {
    this.#to = to;
  }

  send(bytes: Buffer, delayMs: number): void {
    if (delayMs === 0 && this.#waiting.length === 0) {
      this.#to.write(bytes);
      return;
    }
    const piece = { bytes, isDue: false };
    this.#waiting.push(piece);
    setTimeout(() => {
      piece.isDue = true;
      this.#sendDue();
    }, delayMs);
  }

  /** The last of them: what waits goes before it, now. */
  end(bytes: Buffer): void {
    for (const piece of this.#waiting) piece.isDue = true;
    this.#sendDue();
    this.#to.end(bytes);
  }

  #sendDue(): void {
    while (this.#waiting[0]?.isDue === true) this.#to.write(this.#waiting.shift()?.bytes);
  }
}
