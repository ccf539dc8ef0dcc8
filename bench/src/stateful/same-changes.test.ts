import { compileProgram, instantiate } from '@nudge/compiler';
import { expect, test } from 'vitest';
import { checked } from '../compiled.ts';
import { createOurs } from './ours.ts';
import { Ring } from './ring.ts';
import { makeSegments, segmentFiles } from './segments.ts';
import { Traffic } from './traffic.ts';

const SEGMENTS = 400;
const USERS = 5;
const RATE = 300;
const DAYS = 2;
/** So that a short run has many changes. */
const CHANCE_MAX = 0.05;

test('the ring and the engine see the same changes of the stateful workload, on whole minutes', async () => {
  const segments = makeSegments(SEGMENTS, RATE, CHANCE_MAX);
  const bundle = await instantiate(compileProgram(checked(segmentFiles(segments))));
  const ours: string[] = [];
  const theirs: string[] = [];
  const note =
    (into: string[]) =>
    (user: string, segment: number, entered: boolean, atMs: number): void => {
      into.push(`${user} ${new Date(atMs).toISOString()} ${entered ? 'enters' : 'leaves'} ${segment}`);
    };
  const tracker = createOurs(bundle, note(ours));
  const ring = new Ring(segments, note(theirs));
  for (const event of new Traffic(USERS, RATE, 60_000).next(USERS * RATE * DAYS)) {
    tracker.take(event);
    ring.take(event);
  }
  // Within an instant the two have orders of their own.
  expect(theirs.sort()).toEqual(ours.sort());
  expect(ours.length).toBeGreaterThan(1000);
});
