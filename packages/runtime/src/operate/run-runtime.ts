import type { Bundle } from '@nudge/engine';
import { storedBundles } from '../bundle/bundle-archive.ts';
import { bundleStamp } from '../bundle/bundle-stamp.ts';
import type { RuntimeConfig } from '../config/runtime-config.ts';
import { FileProblem } from '../files/file-problem.ts';
import type { Observer } from '../ports/observer.ts';
import { type StateStore, StoreUnavailable } from '../ports/state-store.ts';
import { Backoff } from '../waiting/backoff.ts';
import { UnfitRules } from '../worker/fitness.ts';
import { Worker } from '../worker/worker.ts';
import { crashAt } from './crash-at.ts';
import { Ending } from './ending.ts';
import { errorText } from './error-text.ts';
import { EXIT, type ExitStatus, type Host } from './host.ts';
import { type HttpServer, startHttp } from './http-server.ts';
import { logObserver } from './log-observer.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { observeAll } from './observe-all.ts';
import type { Input } from './open-adapters.ts';
import { type OpenTraces, openTraces } from './open-traces.ts';
import { Reload, watchBundle } from './reload.ts';
import { traceObserver } from './traces.ts';

/** How often it is looked whether all of an input that has ended is done. */
const END_LOOK_MS = 50;

/**
 * Puts together what a configuration says, runs until it is told to stop, and takes it apart again; told twice, it comes
 * back at once and takes apart nothing that somebody else would have to answer for. It never throws.
 */
export async function runRuntime(config: RuntimeConfig, host: Host): Promise<ExitStatus> {
  const ending = new Ending();
  const atOnce = ending.atOnce.then(() => {
    host.log.warn('told twice to stop: ends at once');
    return EXIT.interrupted;
  });
  return Promise.race([runUntilEnd(config, host, ending), atOnce]);
}

async function runUntilEnd(config: RuntimeConfig, host: Host, ending: Ending): Promise<ExitStatus> {
  const metrics = createMetrics();
  const parts: Parts = { store: null, worker: null, http: null, traces: null, reload: null };
  const unlisten = host.signals((signal) => {
    if (signal === 'stop') ending.stop();
    else void parts.reload?.now();
  });
  try {
    await start(config, host, ending, metrics, parts);
    await parts.worker?.finished;
    host.log.info('stopped');
    return EXIT.good;
  } catch (error) {
    host.log.error('cannot go on', { error: errorText(error) });
    return isWrong(error) ? EXIT.misconfigured : EXIT.failed;
  } finally {
    unlisten();
    ending.over();
    // A worker closes its store itself.
    if (parts.worker === null) await parts.store?.close().catch(() => {});
    await parts.worker?.abort().catch(() => {});
    await parts.http?.close().catch(() => {});
    await parts.traces?.close().catch(() => {});
  }
}

/** Whether it helps to change what it was told, not to begin anew. */
function isWrong(error: unknown): boolean {
  return error instanceof FileProblem || error instanceof UnfitRules;
}

interface Parts {
  store: StateStore | null;
  worker: Worker | null;
  http: HttpServer | null;
  traces: OpenTraces | null;
  reload: Reload | null;
}

async function start(
  config: RuntimeConfig,
  host: Host,
  ending: Ending,
  metrics: Metrics,
  parts: Parts,
): Promise<void> {
  const { log, clock } = host;
  // Before it is loaded: until it is watched much may happen, such as waiting for a store.
  const stamp = bundleStamp(config.bundle);
  const bundle = await host.load(config.bundle);
  log.info('starts', {
    version: bundle.manifest.hash,
    input: config.input.kind,
    output: config.output.kind,
    store: config.store.kind,
  });
  if (config.traces !== null) parts.traces = await openTraces(config.traces);
  const observer = observerOf(host, metrics, parts.traces);
  if (config.http !== null) {
    const health = (): Worker['health'] | null => parts.worker?.health ?? null;
    parts.http = await startHttp({
      ...config.http,
      registry: metrics.registry,
      health,
      ending: () => ending.isEnding,
    });
    log.info('listens', { host: config.http.host, port: parts.http.port });
  }
  const store = await openStore(config, host, ending, observer);
  parts.store = store;
  if (store === null) return;
  const { input, sink } = await host.open.inputAndOutput(config, host);
  const worker = new Worker({
    source: input.source,
    sink,
    store,
    clock,
    random: host.random,
    observer,
    bundle,
    bundles: storedBundles(store, (message) => log.warn(message)),
    mapping: config.mapping,
    limits: config.limits,
  });
  parts.worker = worker;
  metrics.watch(() => worker.health);
  parts.reload = reloadOf(config, host, metrics, worker, bundle);
  const started = worker.start();
  ending.drains(
    () => {
      log.info('ends: finishes what is in hand');
      void worker.drain();
    },
    () => void worker.abort(),
  );
  // What is told to stop while it still looks for a broker never starts.
  await Promise.race([started, worker.finished]);
  if (ending.isEnding) return;
  const { reload } = parts;
  if (config.reload.watch)
    void watchBundle(config.bundle, stamp, config.reload.everyMs, clock, ending.signal, () => reload.look());
  void endWithInput(input, worker, host, ending);
}

function observerOf({ env, kill, log, clock }: Host, metrics: Metrics, traces: OpenTraces | null): Observer {
  const crash = crashAt(env, kill);
  return observeAll([
    metrics.observer,
    logObserver(log),
    ...(traces === null ? [] : [traceObserver(traces, () => clock.now())]),
    ...(crash === null ? [] : [crash]),
  ]);
}

/** Waits for a store that cannot be reached yet; `null`: it was told to stop meanwhile. */
async function openStore(
  config: RuntimeConfig,
  host: Host,
  ending: Ending,
  observer: Observer,
): Promise<StateStore | null> {
  const { retryMs, retryMaxMs } = config.limits;
  const backoff = new Backoff(host.clock, host.random, retryMs, retryMaxMs);
  while (!ending.isEnding) {
    try {
      return await host.open.store(config, host);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      observer.retry?.('open the store', -1, error);
      await backoff.wait(ending.signal);
    }
  }
  return null;
}

function reloadOf(
  config: RuntimeConfig,
  { load, log }: Host,
  metrics: Metrics,
  worker: Worker,
  bundle: Bundle,
): Reload {
  const options = {
    folder: config.bundle,
    load,
    activate: (changed: Bundle): void => worker.activate(changed),
    log,
    outcome: metrics.reloaded,
  };
  return new Reload(options, bundle.manifest.hash);
}

/** An input that has an end ends the process when all of it is evaluated and published. */
async function endWithInput(
  { ended }: Input,
  worker: Worker,
  { clock, log }: Host,
  ending: Ending,
): Promise<void> {
  const end = await ended;
  if (end === null) return;
  const isDone = (): boolean =>
    worker.health.partitions.every(
      ({ nextOffset, unpublishedRows }) => (nextOffset ?? -1) >= end && unpublishedRows === 0,
    );
  while (!ending.isEnding && !isDone()) await clock.sleep(END_LOOK_MS, ending.signal);
  if (ending.isEnding) return;
  log.info('the input has ended');
  ending.finish();
}
