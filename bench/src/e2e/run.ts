import { join } from 'node:path';
import { showProgress } from '../progress.ts';
import type { Workspace } from '../sections/workspace.ts';
import type { Request } from './args.ts';
import { measureBound, measureEngine } from './bounds.ts';
import { readProfile } from './cpu-profile.ts';
import { passGate } from './gate.ts';
import { measurePaced, type PacedPlan } from './paced.ts';
import type { E2eResults } from './rows.ts';
import { ruleFiles } from './rules.ts';
import { startChild } from './run-child.ts';
import { measureSteady } from './steady.ts';
import { measureWorkers } from './throughput.ts';
import type { Surroundings } from './worker-group.ts';

const GATE_EVENTS = 100_000;
const SAMPLE_MS = 10_000;
/** The broker has compiled most of what it needs by then. */
const LATER_SETTLES = 6;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
export type Rows = Writable<Omit<E2eResults, 'machine' | 'setting'>>;

/** Measures part by part; tells after each, so that an hour's work is not lost by what comes last. */
export async function run(
  request: Request,
  surroundings: Surroundings,
  workspace: Workspace,
  onPart: (rows: Rows, part: keyof Rows) => void,
): Promise<void> {
  const rows: Rows = { gate: [], throughput: [], stages: [], latency: [], steady: [] };
  const bundleOf = (rules: number): string => workspace.bundle(`e2e-${rules}`, () => ruleFiles(rules));
  const gateTopic = await preloaded('gate', Math.min(GATE_EVENTS, request.events), surroundings);
  for (const rules of request.rules) {
    const plan = { rules, bundle: bundleOf(rules), ...gateTopic };
    rows.gate = [...rows.gate, ...(await passGate(plan, surroundings))];
  }
  await surroundings.topics.drop([gateTopic.topic]);
  onPart(rows, 'gate');
  if (request.parts.includes('throughput')) {
    await measureThroughput(request, surroundings, rows, bundleOf);
    onPart(rows, 'throughput');
    onPart(rows, 'stages');
    if (rows.profile !== undefined) onPart(rows, 'profile');
  }
  const paced = (rules: number, workers: number, seconds: number): PacedPlan => ({
    rules,
    bundle: bundleOf(rules),
    workers,
    eventsPerSecond: halfLoad(request, rows, rules),
    settleSeconds: request.settleSeconds / (rows.latency.length === 0 ? 1 : LATER_SETTLES),
    seconds,
    fill: Math.ceil(request.events / 3),
    sampleEveryMs: SAMPLE_MS,
  });
  if (request.parts.includes('latency')) {
    for (const rules of request.rules) {
      for (const workers of request.workers) {
        const { row } = await measurePaced(paced(rules, workers, request.seconds), surroundings);
        rows.latency = [...rows.latency, row];
      }
    }
    onPart(rows, 'latency');
  }
  if (request.parts.includes('steady')) {
    const [rules = 0] = request.rules;
    rows.steady = [await measureSteady(paced(rules, 1, request.steadyMinutes * 60), surroundings)];
    onPart(rows, 'steady');
  }
}

async function measureThroughput(
  request: Request,
  surroundings: Surroundings,
  rows: Rows,
  bundleOf: (rules: number) => string,
): Promise<void> {
  const { seconds, profileFolder } = request;
  const input = { ...(await preloaded('events', request.events, surroundings)), seconds };
  if (request.baselines) {
    for (const client of ['kafkajs', 'platformatic'] as const)
      rows.throughput = [...rows.throughput, await measureBound('raw', client, input, surroundings)];
    rows.throughput = [...rows.throughput, await measureBound('parse', 'kafkajs', input, surroundings)];
  }
  for (const rules of request.rules) {
    if (request.baselines) {
      const engine = await measureEngine(rules, { ...input, bundle: bundleOf(rules) }, surroundings);
      rows.throughput = [...rows.throughput, engine];
    }
    for (const workers of request.workers) {
      const folder = profileFolder === null || workers > 1 ? null : join(profileFolder, `rules-${rules}`);
      const plan = { rules, workers, bundle: bundleOf(rules), ...input, profileFolder: folder };
      const { row, stages } = await measureWorkers(plan, surroundings);
      rows.throughput = [...rows.throughput, row];
      rows.stages = [...rows.stages, ...stages];
      if (folder !== null) rows.profile = [...(rows.profile ?? []), ...readProfile(folder, rules)];
    }
  }
  await surroundings.topics.drop([input.topic]);
}

async function preloaded(
  what: string,
  events: number,
  { bench: { brokers }, cores, topics }: Surroundings,
): Promise<{ readonly topic: string; readonly events: number }> {
  const topic = await topics.create(what);
  await startChild({ kind: 'preload', brokers, topic, events }, cores.others, (made) =>
    showProgress(`${what}: ${made.toLocaleString('en')} of ${events.toLocaleString('en')} made`),
  ).done;
  return { topic, events };
}

/** Of what one worker does with these rules. */
function halfLoad({ rate }: Request, { throughput }: Rows, rules: number): number {
  if (rate !== null) return rate;
  const one = throughput.find((row) => row.kind === 'worker' && row.workers === 1 && row.rules === rules);
  if (one === undefined)
    throw new Error('half of what rate? Give --rate, or measure the throughput of one worker, too');
  return Math.round(one.eventsPerSecond / 2);
}
