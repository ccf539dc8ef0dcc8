import { Writable } from 'node:stream';
import { loadBundle } from '../../src/bundle/load-bundle.ts';
import { InProcessSink } from '../../src/file-io/in-process-sink.ts';
import { PushSource } from '../../src/file-io/push-source.ts';
import { systemClock } from '../../src/host/system-clock.ts';
import type { Host, HostSignal } from '../../src/operate/host.ts';
import { MemoryStore } from '../../src/stores/memory/memory-store.ts';
import { listeningLog } from './log-lines.ts';

/** A host with a source that is pushed to, a sink that is looked at, and signals that a test sends. */
export function listeningHost(change: Partial<Host> = {}) {
  const { log, lines, said } = listeningLog();
  const source = new PushSource({ name: 'events' });
  const published: string[] = [];
  let tell: (signal: HostSignal) => void = () => {};
  const host: Host = {
    env: {},
    clock: systemClock,
    random: () => 0.5,
    log,
    standardInput: (async function* () {})(),
    standardOutput: new Writable(),
    open: {
      store: async () => new MemoryStore(),
      inputAndOutput: async () => ({
        input: { source, ended: null },
        sink: new InProcessSink((rows) => {
          for (const { value } of rows) published.push(Buffer.from(value).toString());
        }),
      }),
    },
    load: loadBundle,
    signals: (listener) => {
      tell = listener;
      return () => {
        tell = () => {};
      };
    },
    kill: () => {},
    ...change,
  };
  const push = (id: string): Promise<number> => source.push([recordOf(id)]);
  const facts = (message: string) =>
    lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .find((line) => line['message'] === message);
  return { host, lines, said, facts, published, push, signal: (one: HostSignal) => tell(one) };
}

/** A record of an order of 9.5 by `ann`. */
export function recordOf(id: string) {
  const event = { id, type: 'Order', subject: 'ann', time: '2026-03-02T10:00:00Z', data: { amount: 9.5 } };
  return { value: Buffer.from(JSON.stringify(event)), key: null, arrivalMs: null, headers: null };
}
