import type { Random } from './random.ts';
import type { SimProcess } from './sim-process.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

/** How a way between a process and a service is at the moment; chances are of one call. */
export interface Weather {
  /** Of one direction. */
  readonly latencyMs: number;
  /** The request is lost: it never happens, and the caller gets an error. */
  readonly lost: number;
  /** It happens, and the caller gets an error all the same. */
  readonly unanswered: number;
  /** The caller gets an error, and only then it happens. */
  readonly belated: number;
}

export const CALM: Weather = { latencyMs: 2, lost: 0, unanswered: 0, belated: 0 };

/** How long a caller waits for an answer that does not come. */
const TIMEOUT_MS = 3_000;

/** Ways between processes and one service: everything takes time, and any call may fail without saying whether it happened. */
export class Network {
  weather: Weather = CALM;
  private readonly timeline: Timeline;
  private readonly random: Random;
  private readonly trace: Trace;
  private readonly failure: (message: string) => Error;

  constructor(timeline: Timeline, random: Random, trace: Trace, failure: (message: string) => Error) {
    this.timeline = timeline;
    this.random = random;
    this.trace = trace;
    this.failure = failure;
  }

  /** `serve` is what the service does; what it throws reaches the caller as it is. */
  call<T>(process: SimProcess, what: string, serve: () => T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      // A stopped process may have come to this call already: it goes out when it goes on.
      process.deliver(() => this.send(process, what, serve, resolve, reject));
    });
  }

  private send<T>(
    process: SimProcess,
    what: string,
    serve: () => T | Promise<T>,
    resolve: (value: T) => void,
    reject: (error: unknown) => void,
  ): void {
    const { lost, unanswered, belated } = this.weather;
    const drawn = this.random.next();
    const answer = (ms: number, act: () => void): void => this.timeline.after(ms, () => process.deliver(act));
    const fail = (ms: number, how: string): void => {
      this.trace.tell(process.name, `${what}: ${how}`);
      answer(ms, () => reject(this.failure(`${what}: no answer`)));
    };
    /** Nobody hears of what it does, nor of what goes wrong there. */
    const serveUnheard = (ms: number): void =>
      this.timeline.after(
        ms,
        () =>
          void Promise.resolve()
            .then(serve)
            .catch(() => {}),
      );
    const there = this.latency();
    const back = this.latency();
    if (drawn < lost) {
      fail(this.random.chance(0.5) ? there + back : TIMEOUT_MS, 'lost');
      return;
    }
    if (drawn < lost + unanswered) {
      fail(this.random.chance(0.5) ? there + back : TIMEOUT_MS, 'unanswered');
      serveUnheard(there);
      return;
    }
    if (drawn < lost + unanswered + belated) {
      const waits = this.random.chance(0.5) ? there + back : TIMEOUT_MS;
      fail(waits, 'belated');
      serveUnheard(waits + this.random.nextInt(1, 5_000));
      return;
    }
    this.timeline.after(there, () => {
      // A step of its own: what a service does by promises is done within it.
      void Promise.resolve()
        .then(serve)
        .then(
          (value) => answer(back, () => resolve(value)),
          (error: unknown) => answer(back, () => reject(error)),
        );
    });
  }

  /** Mostly short; now and then something takes ten times as long. */
  latency(): number {
    const { latencyMs } = this.weather;
    const ms = this.random.nextInt(0, 2 * latencyMs);
    return this.random.chance(0.02) ? ms * 10 : ms;
  }
}
