import { performance } from 'node:perf_hooks';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Observer } from '../../ports/observer.ts';
import type { WorkerHealth } from '../../worker/options.ts';
import { healthGauges } from './health-gauges.ts';
import { Instruments } from './instruments.ts';
import { workerMetrics } from './worker-metrics.ts';

export interface Metrics {
  readonly registry: Registry;
  readonly observer: Observer;
  /** To be called once there is a worker. */
  watch(health: () => WorkerHealth): void;
  reloaded(outcome: 'activated' | 'refused'): void;
}

/** Seconds in which the event loop did not wait for anything to happen. */
const loopSeconds = (): number => performance.eventLoopUtilization().active / 1000;

/** All metrics of a runtime, and those of the process (`process_*`, `nodejs_*`). */
export function createMetrics(busySeconds: () => number = loopSeconds): Metrics {
  const registry = new Registry();
  const make = new Instruments(registry);
  let health: () => WorkerHealth | null = () => null;
  const observer = workerMetrics(make);
  healthGauges(make, () => health());
  make.total(
    'nudge_busy_seconds_total',
    'Time in which the event loop had work; its rate is the share of the one core that a worker can use.',
    busySeconds,
  );
  const reloads = make.counter('nudge_reloads_total', 'Bundles that were found changed.', ['outcome']);
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    observer,
    watch: (ask) => {
      health = ask;
    },
    reloaded: (outcome) => reloads.inc({ outcome }),
  };
}
