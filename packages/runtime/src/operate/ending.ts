/** How far a process is on its way out. */
export class Ending {
  /** Resolves when it is to end at once, with what is under way left as it is. */
  readonly atOnce: Promise<void>;
  readonly #atOnce = Promise.withResolvers<void>();
  readonly #starting = new AbortController();
  #told = 0;
  #drain: () => void = () => {};
  #abort: () => void = () => {};

  constructor() {
    this.atOnce = this.#atOnce.promise;
  }

  /** Somebody wants it to stop; the second time at once. */
  stop(): void {
    this.#told++;
    if (this.#told < 2) {
      this.finish();
      return;
    }
    this.#abort();
    this.#atOnce.resolve();
  }

  /** It is to finish what is in hand. */
  finish(): void {
    if (this.isEnding) return;
    this.#starting.abort();
    this.#drain();
  }

  /** It has come to an end by itself: what waits need wait no more, and there is nothing to drain. */
  over(): void {
    this.#drain = () => {};
    this.#abort = () => {};
    this.#starting.abort();
  }

  /** From now on there is something to drain. */
  drains(drain: () => void, abort: () => void): void {
    this.#drain = drain;
    this.#abort = abort;
    if (this.#told > 1) abort();
    else if (this.isEnding) drain();
  }

  get isEnding(): boolean {
    return this.signal.aborted;
  }

  /** Aborts with the first word: for what waits. */
  get signal(): AbortSignal {
    return this.#starting.signal;
  }
}
