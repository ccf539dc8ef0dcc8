import type { Clock } from '../../packages/runtime/src/ports/clock.ts';

/** Time that moves when a test says so. */
export class ManualClock implements Clock {
  private ms: number;
  private readonly sleepers = new Set<{ readonly untilMs: number; readonly wake: () => void }>();

  constructor(startMs: number) {
    this.ms = startMs;
  }

  now(): number {
    return this.ms;
  }

  monotonic(): number {
    return this.ms;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const sleeper = {
        untilMs: this.ms + ms,
        wake: (): void => {
          this.sleepers.delete(sleeper);
          resolve();
        },
      };
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', sleeper.wake, { once: true });
    });
  }

  /** Moves on, in steps, until the condition holds; every step lets waiting work go on. */
  async until(holds: () => boolean, stepMs = 100): Promise<void> {
    for (let i = 0; i < 10_000; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (holds()) return;
      this.ms += stepMs;
      for (const sleeper of [...this.sleepers]) if (sleeper.untilMs <= this.ms) sleeper.wake();
    }
    throw new Error('what a test waits for did not happen');
  }
}
