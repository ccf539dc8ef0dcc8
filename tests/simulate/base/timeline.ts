import { setImmediate } from 'node:timers/promises';

interface Appointment {
  readonly atMs: number;
  /** Of one instant, what was asked for first comes first. */
  readonly order: number;
  readonly act: () => void;
}

/**
 * The only clock of a simulation. Nothing passes by itself: what is next is done, all that follows from it at once (the
 * microtasks) runs to its end, and then what is next after that.
 */
export class Timeline {
  nowMs = 0;
  /** Appointments kept so far: a run that never ends is told by it. */
  steps = 0;
  private readonly heap: Appointment[] = [];
  private asked = 0;

  /** `act` must not throw. */
  after(ms: number, act: () => void): void {
    this.push({ atMs: this.nowMs + Math.max(0, Math.ceil(ms)), order: this.asked++, act });
  }

  /** Goes on until `isOver`, asked after each step; false: there was nothing left to do, or no time. */
  async run(isOver: () => boolean, untilMs: number): Promise<boolean> {
    for (;;) {
      // All microtasks run before the next turn of the event loop.
      await setImmediate();
      if (isOver()) return true;
      const next = this.heap[0];
      if (next === undefined || next.atMs > untilMs) return false;
      this.pop();
      this.nowMs = next.atMs;
      this.steps++;
      next.act();
    }
  }

  private push(appointment: Appointment): void {
    const { heap } = this;
    let i = heap.push(appointment) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!isBefore(appointment, heap[parent] as Appointment)) break;
      heap[i] = heap[parent] as Appointment;
      i = parent;
    }
    heap[i] = appointment;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Appointment, heap[child] as Appointment))
        child++;
      if (!isBefore(heap[child] as Appointment, last)) break;
      heap[i] = heap[child] as Appointment;
      i = child;
    }
    heap[i] = last;
  }
}

function isBefore(a: Appointment, b: Appointment): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
