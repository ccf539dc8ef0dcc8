import { expect, test } from 'vitest';
import { listeningLog } from '../../test/support/log-lines.ts';
import type { Observer } from '../ports/observer.ts';
import { crashAt } from './crash-at.ts';
import { errorText } from './error-text.ts';
import { logObserver } from './log-observer.ts';
import { createMetrics } from './metrics/metrics.ts';
import { observeAll } from './observe-all.ts';
import { traceObserver } from './traces.ts';

const COUNTS = { records: 5, accepted: 5, duplicates: 0, late: 0, rejected: 0, ignored: 0, timers: 0 };

test('several observers are told each call in turn, and what nobody listens to is not there', () => {
  const heard: string[] = [];
  const first: Observer = {
    reached: (step) => void heard.push(`first ${step}`),
    latency: (ms) => void heard.push(`${ms}`),
  };
  const second: Observer = { reached: (step, partition) => void heard.push(`second ${step} ${partition}`) };
  const all = observeAll([first, second]);
  all.reached?.('claimed', 3);
  all.latency?.(7, 1);
  expect(heard).toEqual(['first claimed', 'second claimed 3', '7']);
  expect(all.batch).toBeUndefined();
});

test('a crash comes at the n-th time, and only where faults are asked for', () => {
  let kills = 0;
  const env = { NUDGE_FAULTS: '1', NUDGE_CRASH_AT: 'before-publish:2' };
  const observer = crashAt(env, () => void kills++);
  observer?.reached?.('before-publish', 0);
  observer?.reached?.('after-publish', 0);
  expect(kills).toBe(0);
  observer?.reached?.('before-publish', 1);
  observer?.reached?.('before-publish', 1);
  expect(kills).toBe(1);
  expect(crashAt({ NUDGE_CRASH_AT: 'before-publish:2' }, () => {})).toBeNull();
  expect(() => crashAt({ NUDGE_FAULTS: '1', NUDGE_CRASH_AT: 'lunch' }, () => {})).toThrow('<step>:<n>');
});

test('an error is logged with its code and first line, and nothing that a client keeps in it', () => {
  const error = Object.assign(new Error('connect redis://me:hunter2@host failed\nGET user ann'), {
    code: 'ECONNREFUSED',
    command: { args: ['ann'] },
  });
  expect(errorText(error)).toBe('Error ECONNREFUSED: connect redis://••••••@host failed');
});

test('of an error in an evaluation only the places are told', () => {
  const error = new Error('cannot read ann@example.org', {
    cause: new TypeError('cannot read ann@example.org'),
  });
  error.name = 'EvaluationError';
  expect(errorText(error)).toMatch(/^EvaluationError: TypeError at /);
  expect(errorText(error)).not.toContain('ann@');
});

test('the first dead letter of a kind is logged, and the flood behind it is not', () => {
  const { log, said } = listeningLog();
  const observer = logObserver(log);
  for (let n = 0; n < 1_000; n++) observer.rejected?.(0, 'bad_json');
  observer.rejected?.(0, 'future');
  expect(said()).toHaveLength(2);
});

test('a batch is a span of the time that its stages took', () => {
  const spans: unknown[] = [];
  const observer = traceObserver({ span: (...span) => void spans.push(span) }, () => 10_000);
  observer.stage?.('decode', 4, 10, 5);
  observer.stage?.('step', 4, 30, 5);
  observer.batch?.(4, COUNTS);
  expect(spans).toMatchObject([
    ['nudge batch', 9_960, 10_000, { 'nudge.partition': 4, 'nudge.records': 5, 'nudge.ms.step': 30 }, []],
  ]);
});

test('nobody looks for contexts where there are no traces', () => {
  expect(observeAll([createMetrics().observer, logObserver(listeningLog().log)]).caused).toBeUndefined();
});

test('a batch links to the sampled contexts of the records that caused something, each once, and not to too many', () => {
  const links: (readonly unknown[])[] = [];
  const observer = traceObserver({ span: (...span) => void links.push(span[4]) }, () => 10_000);
  const context = (n: number, flags = '01'): string =>
    `00-${String(n).padStart(32, 'a')}-00f067aa0ba902b7-${flags}`;
  observer.caused?.(4, context(1));
  observer.caused?.(4, context(1));
  observer.caused?.(4, context(2, '00'));
  observer.caused?.(4, context(3, '03'));
  observer.caused?.(5, context(4));
  observer.batch?.(4, COUNTS);
  observer.batch?.(4, COUNTS);
  for (let n = 1; n <= 100; n++) observer.caused?.(4, context(n));
  observer.batch?.(4, COUNTS);
  const linkTo = (n: number, traceFlags: number): object => ({
    traceId: String(n).padStart(32, 'a'),
    spanId: '00f067aa0ba902b7',
    traceFlags,
  });
  const [first, second, third] = links;
  expect(first).toEqual([linkTo(1, 1), linkTo(3, 3)]);
  expect(second).toEqual([]);
  expect(third).toHaveLength(32);
});
