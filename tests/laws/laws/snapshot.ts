import { type Bundle, createPlayback, type Effect } from '@nudge/engine';
import { allLines, type Input, linesOf, sha256 } from '../engine-run.ts';
import { type Law, same } from '../law.ts';

export const snapshot: Law = {
  name: 'snapshot',
  statement: 'Snapshot and restore at any point changes nothing.',
  check(prepared) {
    const { bundle, input, case: given } = prepared;
    const expected = allLines(prepared.run);
    // One move may hide what another breaks, so there is a run with a single one as well.
    const only = prepared.choices(this.name).below(input.records.length + 2);
    const moved = (isCut: (point: number) => boolean): string[] =>
      runMoving(bundle, input, given.endMs, isCut);
    same(
      'moved before each record',
      expected,
      moved(() => true),
    );
    same(
      `moved at point ${only} of ${input.records.length + 2}`,
      expected,
      moved((point) => point === only),
    );
  },
};

/**
 * The lines of a run that goes on in a new playback at some points: before each record, before the end, and behind it.
 * Behind them stands what a snapshot of the restored state has lost or gained.
 */
function runMoving(
  bundle: Bundle,
  input: Input,
  untilMs: number,
  isCut: (point: number) => boolean,
): string[] {
  const effects: Effect[] = [];
  const emit = (effect: Effect): void => {
    effects.push(effect);
  };
  const changes: string[] = [];
  let playback = createPlayback(bundle, { untilMs, sha256 });
  const move = (point: number): void => {
    if (!isCut(point)) return;
    const bytes = Buffer.from(playback.snapshot());
    playback = createPlayback(bundle, { untilMs, sha256 });
    playback.restore(bytes);
    const again = Buffer.from(playback.snapshot());
    if (!bytes.equals(again)) {
      changes.push(`at point ${point} ${bytes.length} bytes, restored ${again.length} others`);
    }
  };
  for (const raw of input.userRows) playback.userRow(raw);
  playback.begin(emit);
  input.records.forEach((raw, i) => {
    move(i);
    playback.record(raw, null, emit);
  });
  move(input.records.length);
  playback.finish(emit);
  move(input.records.length + 1);
  playback.members(emit);
  playback.metrics(emit);
  return [...linesOf(effects), ...changes];
}
