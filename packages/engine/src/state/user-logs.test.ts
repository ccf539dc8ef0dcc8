import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LogSpec } from '../contract/manifest.ts';
import { insertEntry, instantAt, summand } from './log.ts';
import { createLogPlan, UserLogs } from './user-logs.ts';

function spec(event: number, functions: LogSpec['functions'], windowMs: number): LogSpec {
  const keeps = functions.includes('sum') ? 'field' : 'nothing';
  return {
    key: `${event}`,
    event,
    filtered: false,
    match: null,
    keeps,
    field: keeps === 'field' ? 0 : null,
    windowMs,
    ever: false,
    functions,
  };
}

const SPECS = [
  spec(0, ['count'], 10),
  spec(0, ['sum'], 50),
  spec(1, ['count'], 100),
  spec(2, ['sum'], 7),
  // An array of its own.
  spec(3, ['min'], 20),
];

type Entry = readonly [at: number, value: number];

function entriesOf(logs: UserLogs): Map<number, Entry[]> {
  const found = new Map<number, Entry[]>();
  logs.forEach(plan, (log, id) => {
    const entries = Array.from({ length: log.size }, (_, i): Entry => {
      return [instantAt(log, i), log.width === 2 ? summand(log, i) : 0];
    });
    if (entries.length > 0) found.set(id, entries);
  });
  return found;
}

const plan = createLogPlan(SPECS);
/** Of the shared array, which is most of what a user takes. */
const cellsOf = (logs: UserLogs): number => logs['cells'].length;

it('holds what lists hold, whatever grows, is forgotten, and makes room for another', () => {
  const change = fc.oneof(
    { weight: 8, arbitrary: fc.record({ id: fc.nat(SPECS.length - 1), after: fc.nat(3), value: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ wait: fc.nat(120) }) },
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 400 }), (changes) => {
      const logs = new UserLogs();
      const lists = new Map<number, Entry[]>();
      let now = 1000;
      for (const change of changes) {
        if ('wait' in change) {
          now += change.wait;
          logs.trim(plan, now);
          for (const [id, list] of lists) {
            const kept = list.filter(([at]) => at > now - (SPECS[id] as LogSpec).windowMs);
            if (kept.length > 0) lists.set(id, kept);
            else lists.delete(id);
          }
          continue;
        }
        now += change.after;
        const log = logs.open(plan, change.id);
        insertEntry(log, now, '', change.value);
        logs.save(log);
        const entry: Entry = [now, log.width === 2 ? change.value : 0];
        lists.set(change.id, [...(lists.get(change.id) ?? []), entry]);
      }
      expect(entriesOf(logs)).toEqual(new Map([...lists].sort(([a], [b]) => a - b)));
    }),
  );
});

/** So many entries of each log at once. */
function fill(logs: UserLogs, at: number, count: number): void {
  SPECS.forEach((_, id) => {
    for (let i = 0; i < count; i++) {
      const log = logs.open(plan, id);
      insertEntry(log, at, '', 1);
      logs.save(log);
    }
  });
}

it('gives room back after a busy time', () => {
  const logs = new UserLogs();
  fill(logs, 1000, 1000);
  expect(cellsOf(logs)).toBeGreaterThan(6000);
  fill(logs, 1090, 2);
  logs.trim(plan, 1095);
  // The longest window still has all, each other two entries.
  expect(cellsOf(logs)).toBeLessThan(3000);
  fill(logs, 1190, 2);
  logs.trim(plan, 1195);
  expect(cellsOf(logs)).toBeLessThan(300);
  expect([...entriesOf(logs).values()].map(({ length }) => length)).toEqual(SPECS.map(() => 2));
});

it('gives no log more room than it needs when another one grows', () => {
  const logs = new UserLogs();
  fill(logs, 1000, 1);
  // One after the other is great for a while, and none is ever empty.
  for (const id of [0, 1, 2, 3, 0, 1, 2, 3]) {
    const log = logs.open(plan, id);
    for (let i = 0; i < 1000; i++) insertEntry(log, 1000, '', 1);
    insertEntry(log, 2000, '', 1);
    logs.trimLog(plan, log, id, 1500, false);
  }
  expect([...entriesOf(logs).values()].map(({ length }) => length)).toEqual([2, 2, 2, 2, 1]);
  expect(cellsOf(logs)).toBeLessThan(5000);
});
