import { compileProgram } from '@nudge/compiler';
import { Acceptance, type AcceptedEvent, type IntakeCounts } from '@nudge/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonRecords } from '../../support/play.ts';
import { checkSource } from './check.ts';
import { type GeneratedCase, generatedCases } from './index.ts';

interface Taken {
  readonly made: GeneratedCase;
  readonly counts: IntakeCounts;
  readonly accepted: readonly AcceptedEvent[];
  /** Tenant and user of those who are only known from rows without an instant. */
  readonly known: ReadonlySet<string>;
}

/** What of a history counts. */
function take(made: GeneratedCase): Taken {
  const accepted: AcceptedEvent[] = [];
  const based = new Set<string>();
  const { manifest } = compileProgram(checkSource(made.source));
  const acceptance = new Acceptance(manifest, {
    untilMs: made.endMs,
    onBase: ({ tenant, user }) => based.add(`${tenant} ${user}`),
    onEvent: (event) => accepted.push(event),
  });
  for (const raw of jsonRecords(made.userRows, 'users.ndjson')) acceptance.userRow(raw);
  for (const raw of jsonRecords(made.records, 'events.ndjson')) acceptance.record(raw, null);
  acceptance.finish();
  const begun = new Set(accepted.map(({ row }) => `${row.tenant} ${row.user}`));
  const known = new Set([...based].filter((person) => !begun.has(person)));
  return { made, counts: acceptance.counts, accepted, known };
}

const TAKEN = fc.sample(generatedCases, { numRuns: 200, seed: 4 }).map(take);

function share(wanted: (taken: Taken) => boolean): number {
  return TAKEN.filter(wanted).length / TAKEN.length;
}

function tiesOf({ accepted }: Taken): boolean {
  const instants = accepted.map(({ row }) => `${row.tenant} ${row.user} ${row.at}`);
  return new Set(instants).size < instants.length;
}

describe('generated histories', () => {
  test('are accepted for the most part', () => {
    const records = TAKEN.reduce((sum, { counts }) => sum + counts.records, 0);
    const accepted = TAKEN.reduce((sum, { counts }) => sum + counts.accepted, 0);
    expect(accepted / records).toBeGreaterThan(0.7);
    expect(share(({ counts }) => counts.accepted > 0)).toBeGreaterThan(0.97);
  });

  test('often have duplicates, late and rejected records, and as often none', () => {
    for (const what of ['duplicates', 'late', 'rejected', 'ignored', 'missingFields'] as const) {
      const some = share(({ counts }) => counts[what] > 0);
      expect(some, what).toBeGreaterThan(0.1);
      expect(some, what).toBeLessThan(0.75);
    }
  });

  test('have several events of one user at one instant, and users who never begin', () => {
    expect(share(tiesOf)).toBeGreaterThan(0.4);
    expect(share(({ known }) => known.size > 0)).toBeGreaterThan(0.1);
  });

  test('have records of every kind', () => {
    for (const kind of ['event', 'profile', 'consent'] as const)
      expect(
        share(({ accepted }) => accepted.some((event) => event.kind === kind)),
        kind,
      ).toBeGreaterThan(0.5);
  });

  test('end at T, which is the last of their instants', () => {
    for (const { made, accepted } of TAKEN) {
      expect(made.instants).toEqual([...new Set(made.instants)].sort((a, b) => a - b));
      expect(made.instants.at(-1)).toBe(made.endMs);
      for (const { row } of accepted) expect(row.at).toBeLessThanOrEqual(made.endMs);
    }
  });

  test('name their users', () => {
    for (const { made, accepted } of TAKEN)
      for (const { row } of accepted) expect(made.users).toContain(row.user);
  });
});
