import type { Clock, RandomSource } from '../ports/clock.ts';

/**
 * Waits that double from `firstMs` up to `mostMs`, each shorter by chance, down to half, so that workers do not move in
 * step.
 */
export class Backoff {
  private readonly clock: Clock;
  private readonly random: RandomSource;
  private readonly firstMs: number;
  private readonly mostMs: number;
  private nextMs: number;

  constructor(clock: Clock, random: RandomSource, firstMs: number, mostMs: number) {
    this.clock = clock;
    this.random = random;
    this.firstMs = firstMs;
    this.mostMs = mostMs;
    this.nextMs = firstMs;
  }

  /** After something went well. */
  reset(): void {
    this.nextMs = this.firstMs;
  }

  async wait(signal?: AbortSignal): Promise<void> {
    const ms = this.nextMs * (0.5 + this.random() / 2);
    this.nextMs = Math.min(this.mostMs, this.nextMs * 2);
    await this.clock.sleep(ms, signal);
  }
}
