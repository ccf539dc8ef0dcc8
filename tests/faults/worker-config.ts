import { RECORD_BYTES } from './events.ts';
import type { Topics } from './topics.ts';

/** What a worker is told. Bounds are small, so that they are met, and batches too: faults find more places. */
export function workerConfig(
  { brokers, input, outputs, group }: Topics,
  bundle: string,
  store: object,
  client: string,
): object {
  return {
    bundle,
    // A worker that is gone is missed soon: a trial has many of them.
    kafka: { client, brokers, sessionTimeout: '3s' },
    input: { kind: 'kafka', topic: input, group },
    output: { kind: 'kafka', topics: outputs },
    store,
    limits: {
      batchRecords: 200,
      queuedRecords: 4_000,
      queuedBytes: '4MiB',
      unpublishedRows: 1_000,
      cachedUsers: 30,
      recordBytes: `${RECORD_BYTES / 1024}KiB`,
      // Nothing but records moves the watermark, so that the log alone says what is to come out.
      idle: '24h',
      retryMax: '1s',
    },
    http: { port: 0 },
    reload: { every: '100ms' },
  };
}
