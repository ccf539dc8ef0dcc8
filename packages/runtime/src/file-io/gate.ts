/** Holds up whoever passes while it is closed. */
export class Gate {
  #opened: Promise<void> | null = null;
  #open: () => void = () => {};

  get isClosed(): boolean {
    return this.#opened !== null;
  }

  close(): void {
    this.#opened ??= new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#opened = null;
    this.#open();
  }

  /** Resolves when it is open, or the signal aborts. */
  async pass(signal: AbortSignal): Promise<void> {
    while (this.#opened !== null && !signal.aborted) await until(this.#opened, signal);
  }
}

/** Resolves with the promise, or when the signal aborts. */
export function until(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      signal.removeEventListener('abort', done);
      resolve();
    };
    if (signal.aborted) resolve();
    signal.addEventListener('abort', done);
    promise.then(done, (error: unknown) => {
      signal.removeEventListener('abort', done);
      reject(error);
    });
  });
}
