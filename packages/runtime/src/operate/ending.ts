/** How far a process is on its way out. */
export class Ending {
  readonly #starting = new AbortController();
  #told = 0;
  #drain: () => void = () => {};
  #abort: () => void = () => {};

  /** Somebody wants it to stop; the second time at once. */
  stop(): void {
    this.#told++;
    this.#starting.abort();
    if (this.#told === 1) this.#drain();
    else if (this.#told === 2) this.#abort();
  }

  /** It has come to an end by itself: what waits need wait no more, and there is nothing to drain. */
  over(): void {
    this.#drain = () => {};
    this.#abort = () => {};
    this.#told++;
    this.#starting.abort();
  }

  /** From now on there is something to drain. */
  drains(drain: () => void, abort: () => void): void {
    this.#drain = drain;
    this.#abort = abort;
    if (this.#told > 0) drain();
  }

  get isEnding(): boolean {
    return this.#told > 0;
  }

  get isAtOnce(): boolean {
    return this.#told > 1;
  }

  /** Aborts with the first word: for what waits. */
  get signal(): AbortSignal {
    return this.#starting.signal;
  }
}
