import { setTimeout as sleep } from 'node:timers/promises';

/** Waits that double from one try to the next, a little apart from those of others. */
export class Backoff {
  readonly #firstMs: number;
  readonly #mostMs: number;
  #nextMs: number;

  constructor(firstMs: number, mostMs: number) {
    this.#firstMs = firstMs;
    this.#mostMs = mostMs;
    this.#nextMs = firstMs;
  }

  async wait(signal?: AbortSignal): Promise<void> {
    const ms = this.#nextMs * (0.75 + Math.random() / 2);
    this.#nextMs = Math.min(this.#nextMs * 2, this.#mostMs);
    await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {});
  }

  reset(): void {
    this.#nextMs = this.#firstMs;
  }
}
