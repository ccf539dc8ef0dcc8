import { showProgress } from '../progress.ts';
import { median } from '../windows.ts';
import type { Consumed, ConsumeJob } from './job.ts';
import type { ClientName, ThroughputRow } from './rows.ts';
import { startChild } from './run-child.ts';
import type { Surroundings } from './worker-group.ts';

/** What bounds a worker: consuming alone, and consuming, parsing and producing a part. */
export async function measureBound(
  kind: 'raw' | 'parse',
  client: ClientName,
  input: { readonly topic: string; readonly events: number; readonly seconds: number },
  { bench, cores, topics }: Surroundings,
): Promise<ThroughputRow> {
  const what = `${kind}, ${client}`;
  const produceTo = kind === 'raw' ? null : await topics.create('parsed');
  const job: ConsumeJob = { kind: 'consume', ...bench, ...input, group: topics.group(), client, produceTo };
  showProgress(what);
  const child = startChild<Consumed>(job, cores.worker(0), (events) =>
    showProgress(`${what}: ${events.toLocaleString('en')} events`),
  );
  const consumed = await child.done;
  if (produceTo !== null) await topics.drop([produceTo]);
  const messagesPerEvent = produceTo === null ? 0 : 0.05;
  return { ...boundOf(consumed, cores.text), kind, client, rules: null, messagesPerEvent };
}

/** What bounds it, too: the engine alone. */
export async function measureEngine(
  rules: number,
  input: { readonly bundle: string; readonly events: number; readonly seconds: number },
  { cores }: Surroundings,
): Promise<ThroughputRow> {
  const what = `engine, ${rules.toLocaleString('en')} rules`;
  showProgress(what);
  const { done } = startChild<Consumed>({ kind: 'play', ...input }, cores.worker(0), (events) =>
    showProgress(`${what}: ${events.toLocaleString('en')} events`),
  );
  const row = boundOf(await done, cores.text);
  return { ...row, kind: 'engine', client: null, rules, messagesPerEvent: null };
}

function boundOf(
  { windows, cpu, rssMB }: Consumed,
  cores: string,
): Omit<ThroughputRow, 'kind' | 'client' | 'rules' | 'messagesPerEvent'> {
  // While machine code is made, and when the topic ends, it is another work.
  const middle = windows.slice(Math.floor(windows.length / 4), Math.max(1, windows.length - 1));
  return { ...rateOf(middle), workers: 1, store: null, cpu, rssMB, cores };
}

export function rateOf(
  windows: readonly number[],
): Pick<ThroughputRow, 'eventsPerSecond' | 'spread' | 'windows'> {
  const middle = median(windows);
  return {
    eventsPerSecond: Math.round(middle),
    spread: (Math.max(...windows) - Math.min(...windows)) / middle,
    windows: windows.length,
  };
}
