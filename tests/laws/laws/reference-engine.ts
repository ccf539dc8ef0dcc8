import { createPlayback, type Playback } from '@nudge/engine';
import type { Reference } from '@nudge/reference';
import { type AcceptedRecord, personOf } from '../acceptance-run.ts';
import { collect, linesOf, runEngine, sha256 } from '../engine-run.ts';
import { type Law, same } from '../law.ts';
import type { Prepared } from '../prepare.ts';
import { runReference } from '../reference-run.ts';

export const referenceEngine: Law = {
  name: 'reference-engine',
  statement:
    'The engine emits what the reference does, in order, and has the same members after each event and at any T.',
  check(prepared) {
    for (const untilMs of new Set(prepared.case.instants)) compareAt(prepared, untilMs);
    compareStepwise(prepared);
    compareAt(prepared, prepared.case.endMs);
  },
};

function compareAt(prepared: Prepared, untilMs: number): void {
  const { bundle, input, case: given } = prepared;
  const expected = prepared.referenceUntil(untilMs);
  const actual = untilMs === given.endMs ? prepared.run : runEngine(bundle, input, untilMs);
  // Of late and rejected records the reference does not know: acceptance stands in front of both.
  const effects = [...actual.streamed, ...actual.closing].filter(
    ({ type }) => type !== 'event.late' && type !== 'event.rejected',
  );
  const at = `with T = ${new Date(untilMs).toISOString()}`;
  same(`effects ${at}`, expected.effects, linesOf(effects));
  same(`members ${at}`, expected.members, linesOf(actual.members));
  same(`metrics ${at}`, expected.metrics, linesOf(actual.metrics));
}

/** Where each user stands behind each of their events. */
function compareStepwise(prepared: Prepared): void {
  const { bundle, program, input, case: given } = prepared;
  const accepted = prepared.acceptedUntil(given.endMs);
  const stepwise = new Stepwise(prepared, given.endMs);
  const clocks = new Map<string, number>();
  runReference(program, bundle.manifest, accepted, given.endMs, (reference, record) => {
    const person = personOf(record);
    const clock = Math.max(clocks.get(person) ?? -Infinity, record.event.row.at);
    clocks.set(person, clock);
    // Rows of the users file are taken all at once.
    if (record.index < 0) return;
    stepwise.takeUpTo(record.index, input);
    const what = `members at ${new Date(clock).toISOString()}, behind record ${record.index + 1}`;
    same(what, membersOf(reference, prepared, record, clock), stepwise.membersOf(record));
  });
}

/** A playback that stops behind any record. */
class Stepwise {
  private readonly playback: Playback;
  private taken = 0;

  constructor({ bundle, input }: Prepared, untilMs: number) {
    this.playback = createPlayback(bundle, { untilMs, sha256 });
    for (const raw of input.userRows) this.playback.userRow(raw);
    this.playback.begin(() => {});
  }

  takeUpTo(index: number, { records }: Prepared['input']): void {
    for (; this.taken <= index; this.taken++) {
      const raw = records[this.taken];
      if (raw !== undefined) this.playback.record(raw, null, () => {});
    }
  }

  membersOf({ event: { row } }: AcceptedRecord): string[] {
    return collect((emit) => this.playback.members(emit)).flatMap((effect) =>
      effect.type === 'segment.member' && effect.subject === row.user && effect.tenant === row.tenant
        ? [membership(effect.data.segment, effect.data.sinceMs)]
        : [],
    );
  }
}

function membersOf(
  reference: Reference,
  { bundle: { manifest } }: Prepared,
  { event: { row } }: AcceptedRecord,
  ms: number,
): string[] {
  const names = manifest.segments.map(({ name }) => name);
  names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return names.flatMap((name) => {
    const since = reference.since(row.tenant, row.user, name, ms);
    return since === null ? [] : [membership(name, since)];
  });
}

function membership(segment: string, sinceMs: number): string {
  return `${segment} since ${new Date(sinceMs).toISOString()}`;
}
