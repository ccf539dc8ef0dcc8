import type { RawRecord } from '@nudge/engine';
import { type AcceptedRecord, personOf } from '../acceptance-run.ts';
import type { Choices } from '../choices.ts';
import { allLines, runEngine } from '../engine-run.ts';
import { type Law, same } from '../law.ts';
import type { Prepared } from '../prepare.ts';

/** Duplicates put into one history. */
const COUNT = 6;

export const duplicate: Law = {
  name: 'duplicate',
  statement: 'A duplicate of an accepted event within `late` changes nothing but counts.',
  check(prepared) {
    const { bundle, input, case: given, run } = prepared;
    const choices = prepared.choices(this.name);
    const { records: accepted } = prepared.acceptedUntil(given.endMs);
    const records = [...input.records];
    // From the end, so that places in front stay what they are.
    const places = Array.from({ length: COUNT }, () => choices.below(records.length + 1)).sort(
      (a, b) => b - a,
    );
    const told: string[] = [];
    for (const place of places) {
      const known = knownAt(place, accepted, bundle.manifest.settings.lateMs);
      if (known.length === 0) continue;
      const raw = repeat(choices.pick(known), accepted, prepared, choices);
      records.splice(place, 0, raw);
      if (raw.kind === 'json') told.push(`before record ${place + 1}: ${raw.text}`);
    }
    const repeated = runEngine(bundle, { ...input, records }, given.endMs);
    same(`with duplicates, ${told.join('; ')}`, allLines(run), allLines(repeated));
  },
};

/** Events whose ids are remembered when the record at `place` comes. */
function knownAt(place: number, accepted: readonly AcceptedRecord[], lateMs: number): AcceptedRecord[] {
  const before = accepted.filter(({ index }) => index < place);
  const clocks = new Map<string, number>();
  for (const record of before) {
    const person = personOf(record);
    clocks.set(person, Math.max(clocks.get(person) ?? -Infinity, record.event.row.at));
  }
  return before.filter(
    (record) => record.event.row.at >= (clocks.get(personOf(record)) ?? -Infinity) - lateMs,
  );
}

/** The same person and id; time, type and data may be others, for they decide nothing. */
function repeat(
  { event: { row }, index }: AcceptedRecord,
  accepted: readonly AcceptedRecord[],
  { input, bundle, case: { endMs } }: Prepared,
  choices: Choices,
): RawRecord {
  const { lateMs } = bundle.manifest.settings;
  const shapes = accepted.filter((other) => other.index >= 0);
  const shape = choices.below(3) > 0 || shapes.length === 0 ? index : choices.pick(shapes).index;
  const raw = input.records[shape];
  const body = raw?.kind === 'json' ? JSON.parse(raw.text) : { type: 'user.updated' };
  const times = [row.at, row.at, row.at - lateMs - 1, row.at - 2 * lateMs, row.at + 1, endMs];
  const time = new Date(Math.max(0, Math.min(choices.pick(times), endMs))).toISOString();
  const { id, user, tenant } = row;
  // The line is one that no record has: it must not matter.
  return {
    kind: 'json',
    text: JSON.stringify({ ...body, id, subject: user, tenant, time }),
    origin: { input: 'again.ndjson', line: 1 },
  };
}
