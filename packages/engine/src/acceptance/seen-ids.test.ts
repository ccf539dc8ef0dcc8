import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge, type Verdict } from './judge.ts';
import { SeenIds } from './seen-ids.ts';

/** The definition (semantics, rules 1 and 2) over all that was ever accepted. */
function naive(accepted: { id: string; at: number }[], id: string, at: number, lateMs: number): Verdict {
  const clock = Math.max(-Infinity, ...accepted.map((event) => event.at));
  const known = accepted.filter((event) => event.id === id && event.at >= clock - lateMs);
  return known.length > 0 ? 'duplicate' : at < clock - lateMs ? 'late' : 'accepted';
}

describe('duplicates and late events', () => {
  it('are what the definition says, however many ids there are', () => {
    const event = fc.record({
      id: fc.integer({ min: 0, max: 60 }).map(String),
      ahead: fc.integer({ min: -9, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 150 }), fc.integer({ min: 0, max: 40 }), (events, lateMs) => {
        const state = { clock: -Infinity, seen: new SeenIds() };
        const accepted: { id: string; at: number }[] = [];
        events.forEach(({ id, ahead }, i) => {
          const at = 100 + i + ahead;
          const expected = naive(accepted, id, at, lateMs);
          expect(judge(state, id, at, lateMs)).toBe(expected);
          if (expected === 'accepted') accepted.push({ id, at });
          if (i % 7 === 0) state.seen.dropBefore(state.clock - lateMs);
        });
      }),
    );
  });
});
