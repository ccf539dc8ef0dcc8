import { hash } from 'node:crypto';
import type { OutboxRow } from '../../src/ports/effect-sink.ts';
import { allAt } from '../../src/ports/state-groups.ts';
import type {
  PartitionCommit,
  PartitionProgress,
  StateStore,
  UserEntry,
} from '../../src/ports/state-store.ts';

/** Small commits, rows and users, of which a test names only what it is about. */

export function user(key: string, text: string, dueMs = Infinity): UserEntry {
  return { key, bytes: new TextEncoder().encode(text), dueMs };
}

export function row(seq: number, changes: Partial<OutboxRow> = {}): OutboxRow {
  return {
    seq,
    offset: seq * 3,
    output: 'nudges',
    key: `acme:user ${seq}`,
    value: new TextEncoder().encode(`{"id":"n-${seq}"}`),
    headers: [['content-type', 'application/cloudevents+json']],
    ...changes,
  };
}

export function progressOf(changes: Partial<PartitionProgress> = {}): PartitionProgress {
  return {
    nextOffset: 1,
    watermarkMs: 1_700_000_000_000,
    states: allAt({ nextOffset: 1, watermarkMs: 1_700_000_000_000 }),
    swept: true,
    seq: 0,
    outTo: 0,
    activations: [{ version: 'v1', fromOffset: 0 }],
    ...changes,
  };
}

export function commitOf(changes: Partial<PartitionCommit>): PartitionCommit {
  return { progress: progressOf(), users: [], outbox: [], trimmedSeq: 0, ...changes };
}

/** A hash, as versions of bundles are. */
export function versionOf(n: number): string {
  return hash('sha256', `bundle ${n}`, 'hex');
}

/** What a store has of that bundle. */
export async function bundleIn(store: StateStore, n: number): Promise<number[] | null> {
  const bytes = await store.bundle(versionOf(n));
  return bytes === null ? null : [...bytes];
}
