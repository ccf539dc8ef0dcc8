import { expect, it } from 'vitest';
import type { Ruleset } from './ruleset.ts';
import { createLogPlan } from './user-logs.ts';
import {
  createSegmentState,
  createUserState,
  insertPending,
  setAlarm,
  takeAlarms,
  takePending,
  trimUserState,
} from './user-state.ts';

it('a user who waits for nothing any more shares the memory of those who never did', () => {
  const rules = { manifest: { settings: { lateMs: 0 } }, logPlan: createLogPlan([]) } as unknown as Ruleset;
  const never = createUserState('default', 'never');
  const once = createUserState('default', 'once');
  const segment = createSegmentState();
  once.segments.set(3, segment);
  setAlarm(once, 3, segment, 2000);
  insertPending(once, { nudge: 0, dueMs: 2000, row: { at: 1000 } as never });
  once.clock = 1500;
  trimUserState(once, rules);
  expect([once.alarms.keys, once.pending.length]).toEqual([[2000], 1]);

  takeAlarms(once, 2000, (id) => {
    once.segments.delete(id);
  });
  takePending(once, 2000);
  once.clock = 2500;
  trimUserState(once, rules);
  expect(once.alarms).toBe(never.alarms);
  expect(once.pending).toBe(never.pending);
});
