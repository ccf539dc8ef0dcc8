import fc from 'fast-check';
import { expect } from 'vitest';
import type { OutboxRow } from '../../src/ports/effect-sink.ts';
import type {
  PartitionCommit,
  PartitionProgress,
  PartitionStore,
  UserEntry,
} from '../../src/ports/state-store.ts';
import { progressOf, row } from './store-samples.ts';

/** What a partition holds, said as simply as can be. */
export interface Model {
  readonly progress: PartitionProgress | null;
  readonly trimmedSeq: number;
  readonly outbox: readonly OutboxRow[];
  readonly users: ReadonlyMap<string, UserEntry>;
}

export function emptyModel(): Model {
  return { progress: null, trimmedSeq: 0, outbox: [], users: new Map() };
}

export interface Change {
  readonly users: readonly {
    readonly user: number;
    readonly fill: number;
    readonly length: number;
    readonly dueMs: number;
  }[];
  readonly rows: number;
  /** Of the rows that are there: how many of a hundred are trimmed. */
  readonly trimPercent: number;
  readonly offsets: number;
  readonly watermarkMs: number;
}

export type Step =
  | ({ readonly kind: 'commit' } & Change)
  /** A commit by all who owned the partition before. */
  | ({ readonly kind: 'late' } & Change)
  /** Without `release` the owner before has crashed, or still believes that it is the owner. */
  | { readonly kind: 'claim'; readonly elsewhere: boolean; readonly release: boolean }
  | { readonly kind: 'look' };

/** Few users, so that states are overwritten; lengths on both sides of what fits a slot. */
export const randomChange: fc.Arbitrary<Change> = fc.record({
  users: fc.uniqueArray(
    fc.record({
      user: fc.nat(11),
      fill: fc.nat(255),
      length: fc.oneof(fc.nat(40), fc.nat(3_000)),
      dueMs: fc.oneof(fc.constant(Infinity), fc.integer({ min: -1_000, max: 2 ** 42 })),
    }),
    { selector: (change) => change.user, maxLength: 8 },
  ),
  rows: fc.nat(4),
  trimPercent: fc.constantFrom(0, 0, 50, 100),
  offsets: fc.integer({ min: 0, max: 5 }),
  watermarkMs: fc.oneof(fc.constant(-Infinity), fc.integer({ min: -1_000, max: 2 ** 42 })),
});

export const randomSteps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: randomChange.map((change): Step => ({ kind: 'commit', ...change })) },
    { weight: 1, arbitrary: randomChange.map((change): Step => ({ kind: 'late', ...change })) },
    {
      weight: 2,
      arbitrary: fc
        .record({ elsewhere: fc.boolean(), release: fc.boolean() })
        .map((how): Step => ({ kind: 'claim', ...how })),
    },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: 'look' }) },
  ),
  { maxLength: 25 },
);

/** The commit of a change, and what the partition holds after it. */
export function apply(model: Model, change: Change): { commit: PartitionCommit; next: Model } {
  const seq = model.progress?.seq ?? 0;
  const rows = Array.from({ length: change.rows }, (_, i) =>
    row(seq + 1 + i, { value: new Uint8Array(i * 7).fill(seq % 256) }),
  );
  const trimmedSeq = model.trimmedSeq + Math.floor(((seq - model.trimmedSeq) * change.trimPercent) / 100);
  const entries = change.users.map(({ user, fill, length, dueMs }) => ({
    key: `tenant\u001fuser ${user}`,
    bytes: new Uint8Array(length).fill(fill),
    dueMs,
  }));
  const progress = progressOf({
    nextOffset: (model.progress?.nextOffset ?? 0) + change.offsets,
    watermarkMs: change.watermarkMs,
    swept: change.offsets % 2 === 0,
    seq: seq + change.rows,
  });
  const users = new Map(model.users);
  for (const entry of entries) users.set(entry.key, entry);
  return {
    commit: { progress, users: entries, outbox: rows, trimmedSeq },
    next: {
      progress,
      trimmedSeq,
      outbox: [...model.outbox, ...rows].filter((one) => one.seq > trimmedSeq),
      users,
    },
  };
}

/** All keys and dues, in order. */
export async function contents(
  owner: PartitionStore,
): Promise<{ keys: string[]; dues: (readonly [string, number])[] }> {
  const keys: string[] = [];
  for await (const page of owner.keys()) keys.push(...page);
  const dues: (readonly [string, number])[] = [];
  for await (const page of owner.dues()) dues.push(...page.map(({ key, dueMs }) => [key, dueMs] as const));
  return { keys: keys.sort(), dues: dues.sort(([a], [b]) => (a < b ? -1 : 1)) };
}

/** The states of users as text. */
export async function kept(owner: PartitionStore, keys: readonly string[]): Promise<(string | null)[]> {
  const states = await owner.load(keys);
  return states.map((state) => (state === null ? null : new TextDecoder().decode(state)));
}

/** An owner holds what the model says; what is only told by a claim is looked at right after one. */
export async function expectKept(
  owner: PartitionStore,
  model: Model,
  when: 'claimed' | 'while owned' = 'claimed',
): Promise<void> {
  if (when === 'claimed') {
    expect(owner.progress).toEqual(model.progress);
    expect(owner.outbox).toEqual(model.outbox);
  }
  const keys = [...model.users.keys()].sort();
  const found = await contents(owner);
  expect(found.keys).toEqual(keys);
  expect(found.dues).toEqual(
    keys.flatMap((key) => {
      const dueMs = (model.users.get(key) as UserEntry).dueMs;
      return dueMs === Infinity ? [] : [[key, dueMs]];
    }),
  );
  const states = await owner.load([...keys, 'nobody']);
  expect(states.map(hex)).toEqual([
    ...keys.map((key) => hex((model.users.get(key) as UserEntry).bytes)),
    null,
  ]);
}

function hex(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString('hex');
}
