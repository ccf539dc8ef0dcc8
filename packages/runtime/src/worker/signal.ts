/** Lets one piece of work wait for another to say that something changed. */
export class Signal {
  private wake: () => void = () => {};
  private promise: Promise<void> | null = null;

  /** Resolves at the next `raise`. */
  get next(): Promise<void> {
    this.promise ??= new Promise((resolve) => {
      this.wake = resolve;
    });
    return this.promise;
  }

  /** Whoever waits does so no more: a promise that nobody waits for must not gather what would follow it. */
  forget(): void {
    this.promise = null;
  }

  raise(): void {
    if (this.promise === null) return;
    this.promise = null;
    this.wake();
  }
}
