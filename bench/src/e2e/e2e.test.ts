import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { compileProgram, instantiate } from '@nudge/compiler';
import { createPlayback } from '@nudge/engine';
import { expect, test } from 'vitest';
import { checked } from '../compiled.ts';
import { writtenReport } from '../report/page.ts';
import { EventStream } from './event-stream.ts';
import { Histogram } from './histogram.ts';
import { Latencies } from './latencies.ts';
import { Metrics } from './metrics-text.ts';
import { sentMsOf } from './pace.ts';
import { ruleFiles } from './rules.ts';
import { growth } from './steady.ts';
import { timesOf, watchStolen } from './stolen.ts';

test('an event makes about 0.025 nudges however many rules there are, and its nudge tells when it was sent', async () => {
  const events = 8_000;
  for (const rules of [100, 1_000]) {
    const bundle = await instantiate(compileProgram(checked(ruleFiles(rules))));
    const playback = createPlayback(bundle, { sha256: (text) => hash('sha256', text, 'hex') });
    const stream = new EventStream(1);
    let nudges = 0;
    for (let line = 1; line <= events; line++) {
      const { text } = stream.next('live-1234567890123');
      const record = { kind: 'json', text, origin: { input: 'test', line } } as const;
      playback.record(record, null, (effect) => {
        if (effect.type !== 'nudge.generated') return;
        nudges++;
        expect(sentMsOf(effect.data.cause)).toBe(1_234_567_890_123);
      });
    }
    expect(playback.counts.accepted).toBe(events);
    expect(nudges / events).toBeGreaterThan(0.02);
    expect(nudges / events).toBeLessThan(0.03);
  }
});

test('a stream that begins later goes on in time', () => {
  const timeOf = ({ text }: { readonly text: string }): string => (JSON.parse(text) as { time: string }).time;
  const [early, late] = [new EventStream(1).next(), new EventStream(1, 1_000_000).next()];
  expect(Date.parse(timeOf(late)) - Date.parse(timeOf(early))).toBe(86_400_000);
  expect(late.partition).toBe(early.partition);
});

test('metrics are read by name and label', () => {
  const metrics = new Metrics('# HELP a b\na{p="0",v="x"} 1\na{p="1"} 2.5\nb 1e3\nc NaN\n', 0);
  expect(metrics.sum('a')).toBe(3.5);
  expect(metrics.sum('a', { p: '1' })).toBe(2.5);
  expect(metrics.sum('b')).toBe(1000);
  expect(metrics.sum('none')).toBe(0);
  expect([...metrics.by('a', 'p')]).toEqual([
    ['0', 1],
    ['1', 2.5],
  ]);
});

test('a histogram has the least number that a share of all is not above', () => {
  const histogram = new Histogram();
  expect(histogram.at(0.5)).toBeNaN();
  for (let i = 1; i <= 100; i++) histogram.add(i);
  expect([histogram.at(0.5), histogram.at(0.99), histogram.at(1), histogram.max]).toEqual([50, 99, 100, 100]);
});

test('memory that goes up and down is flat, memory that only grows is not', () => {
  const of = (rss: (i: number) => number): ReturnType<typeof growth> =>
    growth(
      Array.from({ length: 60 }, (_, i) => ({
        atSeconds: i * 60,
        rssMB: rss(i),
        heapMB: 100,
        externalMB: 0,
        lag: 0,
        stateMB: 0,
        diskMB: null,
      })),
    );
  expect(of((i) => 400 + (i % 2) * 50).isFlat).toBe(true);
  // What a process takes in its first minutes is no growth.
  expect(of((i) => (i < 15 ? 200 + i * 10 : 400)).isFlat).toBe(true);
  const growing = of((i) => 400 + i);
  expect(growing.isFlat).toBe(false);
  expect(growing.rssSlope).toBeCloseTo(60);
});

test('the page has a place for every table', () => {
  const gate = {
    rules: 10,
    events: 1,
    output: 'nudges',
    expected: 1,
    received: 1,
    distinct: 1,
    missing: 0,
    strange: 0,
  } as const;
  const worker = {
    kind: 'worker',
    client: 'kafkajs',
    rules: 10,
    workers: 1,
    store: 'disk',
    eventsPerSecond: 100,
    spread: 0,
  } as const;
  const rest = { windows: 3, messagesPerEvent: 0.05, cpu: 1, rssMB: 1, cores: '' };
  const stage = {
    rules: 10,
    stage: 'step',
    busy: true,
    share: 1,
    usPerEvent: 3,
    itemsPerCall: 1,
    callsPerSecond: 1,
  };
  const latency = {
    rules: 10,
    workers: 1,
    store: 'disk',
    client: 'kafkajs',
    wanted: 50,
    produced: 50,
    nudges: 9,
    p50Ms: 7,
    p99Ms: 8,
    usualP99Ms: 8,
  } as const;
  const more = {
    maxMs: 9,
    lagMax: 1,
    cpu: 1,
    stolen: 0.02,
    eventsPerCommit: 1,
    commitMs: 1,
    publishMs: 1,
    cores: '',
  };
  const sample = { atSeconds: 0, rssMB: 1, heapMB: 1, externalMB: 1, lag: 0, stateMB: 1, diskMB: null };
  const steady = {
    ...latency,
    ...more,
    minutes: 60,
    samples: [sample],
    rssSlope: 0,
    heapSlope: 0,
    isFlat: true,
  };
  const page = readFileSync(new URL('../../../docs/performance.md', import.meta.url), 'utf8');
  const written = writtenReport(page, {
    machine: { node: 'v24.0.0', cpu: 'Abacus', cores: 2, memoryGB: 8 },
    gate: [gate],
    throughput: [
      { ...worker, ...rest, kind: 'raw', rules: null, eventsPerSecond: 400 },
      { ...worker, ...rest },
    ],
    stages: [stage],
    latency: [{ ...latency, ...more }],
    steady: [steady],
  }).page.replaceAll(/ +/g, ' ');
  expect(written).toContain(
    '| worker, kafkajs | 10 | 1 | disk | 100 | 0.0% | 3 | 0.0500 | 1.00 | 10,000 | 1.00 | 0.250× | – | – |',
  );
  expect(written).toContain('| flat |');
});

test('a moment in which the machine stood still is in the p99, and not in the usual one', () => {
  const latencies = new Latencies();
  for (let ms = 0; ms < 60_000; ms += 10) latencies.add(ms, ms > 30_000 && ms < 32_000 ? 4000 : 20);
  expect(latencies.figures).toEqual({ p50Ms: 20, p99Ms: 4000, maxMs: 4000, usualP99Ms: 20 });
});

test('what the host gave to others is told from /proc/stat, as a share', () => {
  const early = timesOf('cpu  100 0 50 800 10 0 5 35 7 7\ncpu0 1 1 1 1 1 1 1 1 0 0\n');
  const late = timesOf('cpu  150 0 60 850 10 0 5 125 9 9\ncpu0 1 1 1 1 1 1 1 1 0 0\n');
  expect(early).toEqual({ stolen: 35, all: 1000 });
  const times = [early, late];
  expect(watchStolen(() => times.shift() ?? null)()).toBeCloseTo(90 / 200);
  expect(timesOf('cpu 1 2 3\n')).toBeNull();
  expect(watchStolen(() => null)()).toBeNull();
});
