import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TimerQueue } from './timer-queue.ts';

it('gives users by (instant, key) as the last setting of each says', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const due = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(Infinity));
  fc.assert(
    fc.property(fc.array(fc.tuple(key, due)), fc.integer({ min: 0, max: 9 }), (settings, until) => {
      const queue = new TimerQueue();
      const model = new Map<string, number>();
      for (const [user, dueMs] of settings) {
        queue.set(user, dueMs);
        model.set(user, dueMs);
      }
      const sorted = [...model]
        .filter(([, dueMs]) => dueMs !== Infinity)
        .sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
      expect(queue.size).toBe(sorted.length);
      expect(queue.nextMs).toBe(sorted[0]?.[1] ?? Infinity);
      const due = sorted.filter(([, dueMs]) => dueMs <= until).map(([user]) => user);
      expect(queue.upTo(until, 3)).toEqual(due.slice(0, 3));
      // Looking changes nothing.
      expect(queue.upTo(until, 100)).toEqual(due);
      expect(queue.first(until)?.key).toBe(due[0]);
    }),
  );
});

it('forgets what was set before, also when one user is set a thousand times', () => {
  const queue = new TimerQueue();
  for (let i = 0; i < 10_000; i++) queue.set('a', 10_000 - i);
  queue.set('a', 20_000);
  expect(queue.first(19_999)).toBeNull();
  expect(queue.first(20_000)).toEqual({ key: 'a', dueMs: 20_000 });
});
