import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIslands, markIslands, openSince, rewindIslands } from './islands.ts';

/** The start of the run of `true` that reaches the end, counting from the first instant. */
function naiveSince(history: readonly boolean[]): number {
  let since = Number.NaN;
  history.forEach((value, t) => {
    if (!value) since = Number.NaN;
    else if (Number.isNaN(since)) since = t;
  });
  return since;
}

describe('islands', () => {
  it('keep the start of what is true now', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 50 }), (history) => {
        const islands = createIslands();
        history.forEach((value, t) => {
          markIslands(islands, t, value);
        });
        expect(openSince(islands)).toBe(naiveSince(history));
      }),
    );
  });

  it('forget what was found from an instant on, and find it again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }),
        fc.array(fc.boolean(), { maxLength: 30 }),
        fc.nat(),
        (before, after, n) => {
          const from = n % (before.length + 1);
          const islands = createIslands();
          before.forEach((value, t) => {
            markIslands(islands, t, value);
          });
          rewindIslands(islands, from);
          after.forEach((value, t) => {
            markIslands(islands, from + t, value);
          });
          expect(openSince(islands)).toBe(naiveSince([...before.slice(0, from), ...after]));
        },
      ),
    );
  });
});
