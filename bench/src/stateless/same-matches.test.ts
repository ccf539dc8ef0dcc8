import { compileProgram, instantiate } from '@nudge/compiler';
import { expect, test } from 'vitest';
import { checked } from '../compiled.ts';
import { createMatcher, ENGINES } from './engines.ts';
import { findDifference } from './gate.ts';
import { nudgeFiles } from './nudge-text.ts';
import { makeWorkload } from './workload.ts';

const workload = makeWorkload(100);
const bundle = instantiate(compileProgram(checked(nudgeFiles(workload.rules))));

test.each(ENGINES)('%s finds the matches that the rules as data have', async (name) => {
  const matcher = await createMatcher(name, workload, () => bundle);
  expect(await findDifference(name, matcher, workload, 200)).toBeNull();
});

test('the gate tells a match that is missing and one that is too much', async () => {
  const none = await findDifference('none', { kind: 'sync', match: () => 0 }, workload, 200);
  expect(none).toMatch(/^none differs on event .*lacks 1 rules/);
  const all = { kind: 'async' as const, inFlight: 1, match: async () => workload.rules.map(({ id }) => id) };
  expect(await findDifference('all', all, workload, 200)).toMatch(/lacks no rule, has \d+ rules/);
});
