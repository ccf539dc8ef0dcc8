import type { Bundle } from '@nudge/engine';
import { type AcceptedRecord, acceptInput, personOf } from '../acceptance-run.ts';
import type { Choices } from '../choices.ts';
import { endingLines, type Input, runEngine } from '../engine-run.ts';
import { type Law, same } from '../law.ts';
import type { Prepared } from '../prepare.ts';

/** Longer than any history. */
const FOREVER_MS = 400_000 * 86_400_000;

export const arrivalOrder: Law = {
  name: 'arrival-order',
  statement:
    'Any order of arrival in which nothing is late and no id comes twice ends in the same members and metrics.',
  check(prepared) {
    const { bundle } = prepared;
    const choices = prepared.choices(this.name);
    compareOrders('within `late`', bundle, prepared, choices);
    // Where nothing can be late every order will do, also one that turns the history round.
    const settings = { ...bundle.manifest.settings, lateMs: FOREVER_MS };
    const patient = { ...bundle, manifest: { ...bundle.manifest, settings } };
    compareOrders('where nothing can be late', patient, prepared, choices);
  },
};

function compareOrders(
  what: string,
  bundle: Bundle,
  { input, case: { endMs } }: Prepared,
  choices: Choices,
): void {
  const { manifest } = bundle;
  const kept = withoutRepeats(acceptInput(manifest, input, endMs).records);
  const expected = endingLines(runEngine(bundle, inOrder(input, kept), endMs));
  for (const [how, order] of [
    ['by instant', [...kept].sort((a, b) => a.event.row.at - b.event.row.at)],
    ['shuffled', shuffle(kept, clocksAfterRows(bundle, input, endMs), manifest.settings.lateMs, choices)],
  ] as const) {
    same(`${what}, ${how}`, expected, endingLines(runEngine(bundle, inOrder(input, order), endMs)));
  }
}

/** What came from the records, the first event of each id. Leaving out what is not accepted makes nothing else late. */
function withoutRepeats(records: readonly AcceptedRecord[]): AcceptedRecord[] {
  const seen = new Set<string>();
  return records.filter((record) => {
    const key = `${personOf(record)}\u001f${record.event.row.id}`;
    return !seen.has(key) && seen.add(key) && record.index >= 0;
  });
}

function inOrder(input: Input, order: readonly AcceptedRecord[]): Input {
  return {
    userRows: input.userRows,
    records: order.map(({ index }) => input.records[index] as Input['records'][number]),
  };
}

/** Rows of a users file stay in front, and have moved the clocks. */
function clocksAfterRows(bundle: Bundle, input: Input, endMs: number): Map<string, number> {
  const clocks = new Map<string, number>();
  for (const record of acceptInput(bundle.manifest, { ...input, records: [] }, endMs).records) {
    const person = personOf(record);
    clocks.set(person, Math.max(clocks.get(person) ?? -Infinity, record.event.row.at));
  }
  return clocks;
}

/** Takes any record that makes none of those that are left late, until none is left. */
function shuffle(
  records: readonly AcceptedRecord[],
  clocks: ReadonlyMap<string, number>,
  lateMs: number,
  choices: Choices,
): AcceptedRecord[] {
  const left = choices.shuffled(records);
  const result: AcceptedRecord[] = [];
  while (left.length > 0) {
    const at = left.findIndex((record) => isFree(record, left, clocks, lateMs));
    const [record] = left.splice(at, 1);
    result.push(record as AcceptedRecord);
  }
  return result;
}

function isFree(
  record: AcceptedRecord,
  left: readonly AcceptedRecord[],
  clocks: ReadonlyMap<string, number>,
  lateMs: number,
): boolean {
  const person = personOf(record);
  const horizon = Math.max(clocks.get(person) ?? -Infinity, record.event.row.at) - lateMs;
  return left.every((other) => personOf(other) !== person || other.event.row.at >= horizon);
}
