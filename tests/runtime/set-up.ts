import type { Bundle } from '@nudge/engine';
import { storedBundles } from '../../packages/runtime/src/bundle/bundle-archive.ts';
import { PushSource } from '../../packages/runtime/src/file-io/push-source.ts';
import type { EventSource } from '../../packages/runtime/src/ports/event-source.ts';
import type { Observer } from '../../packages/runtime/src/ports/observer.ts';
import type { StateStore } from '../../packages/runtime/src/ports/state-store.ts';
import { MemoryBackend, MemoryStore } from '../../packages/runtime/src/stores/memory/memory-store.ts';
import { DEFAULT_LIMITS, type WorkerLimits } from '../../packages/runtime/src/worker/options.ts';
import { Worker } from '../../packages/runtime/src/worker/worker.ts';
import { START } from '../support/records.ts';
import { ManualClock } from './manual-clock.ts';
import { RecordingSink } from './recording-sink.ts';

export const RULES = `module shop
event Order { amount: decimal }
event Pay { page: string? }
channel email
segment Buyer { when count(Order) over 1h >= 2 }
nudge Thanks {
  on Order where amount > 10
  transactional
  channel email
  send Hello {}
}
nudge Remind {
  on Order unless Pay within 10m
  transactional
  channel email
  send Hello {}
}
template Hello() { en { title "hi" body "there" } }
`;

interface Setup {
  readonly bundle: Bundle;
  readonly store?: StateStore;
  readonly sink?: RecordingSink;
  /** In place of one that is pushed to. */
  readonly source?: EventSource;
  readonly observer?: Observer;
  readonly limits?: Partial<WorkerLimits>;
}

/** A worker with everything outside of it in memory, and time that moves when a test says so. */
export function setUp({
  bundle,
  store,
  sink = new RecordingSink(),
  source,
  observer = {},
  limits = {},
}: Setup) {
  const clock = new ManualClock(START);
  const pushed = new PushSource({ name: 'events' });
  const states = store ?? new MemoryStore(new MemoryBackend());
  const worker = new Worker({
    source: source ?? pushed,
    sink,
    store: states,
    clock,
    random: () => 0.5,
    observer,
    bundle,
    bundles: storedBundles(states),
    mapping: null,
    limits: { ...DEFAULT_LIMITS, ...limits },
  });
  const push = (
    records: readonly (object | string)[],
    headers: Readonly<Record<string, string>> | null = null,
  ): Promise<number> =>
    pushed.push(
      records.map((record) => ({
        value: Buffer.from(typeof record === 'string' ? record : JSON.stringify(record)),
        key: null,
        arrivalMs: null,
        headers: headers === null ? null : new Map(Object.entries(headers)),
      })),
    );
  return { clock, worker, push, sink };
}
