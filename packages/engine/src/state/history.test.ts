import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareUtf8 } from '../values/strings.ts';
import { createHistory, historyAt, trimHistory, writeHistory } from './history.ts';

describe('histories', () => {
  it('rule 18: the last writer by (instant, id) wins, in any order of arrival, also after trimming', () => {
    const writes = fc.uniqueArray(
      fc.record({
        at: fc.nat(20),
        id: fc.string({ minLength: 1, maxLength: 2, unit: 'binary' }),
        value: fc.nat(99),
      }),
      { selector: ({ id }) => id, maxLength: 15 },
    );
    fc.assert(
      fc.property(writes, fc.nat(20), (list, horizon) => {
        const history = createHistory();
        for (const write of list) writeHistory(history, write);
        trimHistory(history, horizon);
        for (let t = horizon; t <= 21; t++) {
          const last = list
            .filter(({ at }) => at <= t)
            .sort((a, b) => a.at - b.at || compareUtf8(a.id, b.id))
            .at(-1);
          expect(historyAt(history, t)).toBe(last?.value ?? null);
        }
      }),
    );
  });
});
