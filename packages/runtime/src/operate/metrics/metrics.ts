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

/** All metrics of a runtime, and those of the process (`process_*`, `nodejs_*`). */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const make = new Instruments(registry);
  let health: () => WorkerHealth | null = () => null;
  const observer = workerMetrics(make);
  healthGauges(make, () => health());
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
