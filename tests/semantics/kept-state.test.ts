import { type Bundle, createPlayback, type Effect, type Playback, type Value } from '@nudge/engine';
import { describe, expect, test } from 'vitest';
import { compile } from '../support/play.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 2);

/** A run whose effects are told as `entered Name`, `exited Name` and the like. */
interface Run {
  readonly bundle: Bundle;
  readonly playback: Playback;
  readonly told: string[];
}

function started(bundle: Bundle, from?: Uint8Array): Run {
  const playback = createPlayback(bundle);
  if (from !== undefined) playback.restore(from);
  return { bundle, playback, told: [] };
}

function tell(told: string[]): (effect: Effect) => void {
  return ({ type, data }) => {
    const name = 'segment' in data ? data.segment : 'nudge' in data ? data.nudge : '';
    told.push(`${type.split('.')[1]} ${name}`);
  };
}

function happens(
  { bundle, playback, told }: Run,
  event: string,
  hours: number,
  fields: [string, Value][] = [],
): void {
  const id = bundle.manifest.events.findIndex(({ name }) => name === event);
  playback.happens('ann', id, new Map(fields), START + hours * HOUR, tell(told));
}

describe('state that is read under other rules', () => {
  test('a default that changed is seen at once, and taken over silently', async () => {
    const rules = (plan: string): string =>
      `user { plan: enum { free, pro } = ${plan} } event View {} segment Pro { when user.plan = pro }`;
    const before = started(await compile(rules('free')));
    happens(before, 'View', 0);
    const after = started(await compile(rules('pro')), before.playback.snapshot());
    expect(after.playback.isMember('ann', 0)).toBe(true);
    happens(after, 'View', 1);
    expect(after.told).toEqual([]);
  });

  test('an enum that gains a member keeps what was stored', async () => {
    const rules = (members: string): string =>
      `event View { c: enum { ${members} } } segment Two { when distinct(View.c) ever >= 2 }`;
    const before = started(await compile(rules('a, b')));
    happens(before, 'View', 0, [['c', 'a']]);
    happens(before, 'View', 1, [['c', 'b']]);
    expect(before.told).toEqual(['entered Two']);
    const after = started(await compile(rules('a, b, c')), before.playback.snapshot());
    happens(after, 'View', 2, [['c', 'a']]);
    expect(after.playback.isMember('ann', 0)).toBe(true);
    expect(after.told).toEqual([]);
  });

  test('a wait takes as long as the rules now say', async () => {
    const rules = (within: string): string =>
      `event A {} event B {} channel c {} template T { en { title "t" } }
       nudge N { on A unless B within ${within} send T channel c transactional }`;
    const before = started(await compile(rules('1h')));
    happens(before, 'A', 0);
    const after = started(await compile(rules('10h')), before.playback.snapshot());
    after.playback.moveTo(START + 9 * HOUR, true, tell(after.told));
    expect(after.told).toEqual([]);
    after.playback.moveTo(START + 10 * HOUR, true, tell(after.told));
    expect(after.told).toEqual(['generated N']);
  });
});

describe('what holds since ever', () => {
  test('holds at once, also of a user who has begun', async () => {
    const run = started(
      await compile('user { plan: string? } event View {} segment Pro { when user.plan = "pro" }'),
    );
    happens(run, 'View', 0);
    run.playback.given('ann', new Map([['plan', 'pro']]), []);
    expect(run.playback.isMember('ann', 0)).toBe(true);
    happens(run, 'View', 1);
    expect(run.told).toEqual([]);
  });
});

describe('sums with values below zero', () => {
  test('keep no state of segments that are out of reach', async () => {
    const segments = Array.from(
      { length: 200 },
      (_, i) => `segment S${i} { when sum(A.x) over 7d >= ${1000 + i} }`,
    );
    const run = started(await compile(`event A { x: int } ${segments.join('\n')}`));
    happens(run, 'A', 0, [['x', 5]]);
    const small = run.playback.snapshot().length;
    happens(run, 'A', 1, [['x', -1]]);
    expect(run.playback.snapshot().length).toBeLessThan(small + 40);
    happens(run, 'A', 2, [['x', 1100]]);
    expect(run.told).toHaveLength(105);
    happens(run, 'A', 3, [['x', -50]]);
    expect(run.told.filter((line) => line.startsWith('exited'))).toHaveLength(50);
  });

  test('fall also where something below zero is followed by more', async () => {
    const run = started(await compile('event A { x: int } segment Rich { when sum(A.x) over 10h >= 5 }'));
    happens(run, 'A', 0, [['x', 8]]);
    happens(run, 'A', 1, [['x', -2]]);
    // Above the level until the 8 leaves; the −2 leaves an hour later, and brings it up again.
    happens(run, 'A', 2, [['x', 6]]);
    run.playback.moveTo(START + 10 * HOUR, true, tell(run.told));
    expect(run.told).toEqual(['entered Rich', 'exited Rich']);
    run.playback.moveTo(START + 11 * HOUR, true, tell(run.told));
    expect(run.told).toEqual(['entered Rich', 'exited Rich', 'entered Rich']);
  });
});

describe('a user who is found to have begun earlier', () => {
  test('is a member since then of what held all the time', async () => {
    const run = started(
      await compile('late 1d event A {} event B {} segment Calm { when count(A) over 5h < 2 for 3h }'),
    );
    happens(run, 'A', 10);
    run.playback.moveTo(START + 14 * HOUR, true, tell(run.told));
    expect(run.told).toEqual(['entered Calm']);
    happens(run, 'B', 8);
    const since: number[] = [];
    run.playback.members((effect) => {
      if (effect.type === 'segment.member') since.push((effect.data.sinceMs - START) / HOUR);
    });
    expect(since).toEqual([11]);
  });
});
