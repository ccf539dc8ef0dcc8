import { type Bundle, createPlayback, type Emit, effectLine, type PlaybackCounts } from '@nudge/engine';
import { sha256 } from '../sha256.ts';
import type { LineKind } from './line-kinds.ts';
import type { LinesOutput } from './lines-output.ts';
import { type Inputs, type ReadTools, readInputs, type Taker } from './read-inputs.ts';
import type { Tally } from './tally.ts';

export interface Play extends Inputs {
  readonly bundle: Bundle;
  readonly untilMs?: number | undefined;
  readonly print: ReadonlySet<LineKind>;
  /** Who is in which segment is counted also where it is not printed. */
  readonly countMembers: boolean;
}

export interface PlayTools extends ReadTools {
  readonly output: LinesOutput;
  readonly tally: Tally;
}

/** Reads the inputs, plays them, and writes the lines in the order of semantics (Output). Throws `FileProblem`. */
export async function playRecords(play: Play, tools: PlayTools): Promise<PlaybackCounts> {
  const { bundle, print, untilMs } = play;
  const { output, tally } = tools;
  const playback = createPlayback(bundle, { sha256, ...(untilMs === undefined ? {} : { untilMs }) });
  const emitter = (kind: LineKind): Emit => {
    const prints = print.has(kind);
    return (effect) => {
      tally.count(effect);
      if (prints) output.writeLine(effectLine(effect));
    };
  };
  const emit = emitter('effects');
  const taker: Taker = {
    userRow: (raw) => playback.userRow(raw),
    record: (raw, source) => playback.record(raw, source, emit),
    drained: () => output.drained(),
  };
  await readInputs(play, bundle.manifest, taker, tools);
  playback.finish(emit);
  if (print.has('members') || play.countMembers) playback.members(emitter('members'));
  if (print.has('metrics')) playback.metrics(emitter('metrics'));
  return playback.counts;
}
