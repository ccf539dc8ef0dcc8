import type { Clock } from '../../../packages/runtime/src/ports/clock.ts';
import type { SimProcess } from './sim-process.ts';
import type { Timeline } from './timeline.ts';

/** A machine's clock: it may be wrong by hours, and stands still for nobody. */
export class SimClock implements Clock {
  private readonly timeline: Timeline;
  private readonly process: SimProcess;
  /** What the virtual clock's 0 is for this machine, epoch ms. */
  private readonly originMs: number;

  constructor(timeline: Timeline, process: SimProcess, originMs: number) {
    this.timeline = timeline;
    this.process = process;
    this.originMs = originMs;
  }

  now(): number {
    return this.originMs + this.timeline.nowMs;
  }

  monotonic(): number {
    return this.timeline.nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      signal?.addEventListener('abort', () => resolve(), { once: true });
      this.timeline.after(ms, () => this.process.deliver(resolve));
    });
  }
}
