import { resolve } from 'node:path';
import {
  type Bundle,
  createPlayback,
  type Emit,
  effectLine,
  type PlaybackCounts,
  type RawRecord,
} from '@nudge/engine';
import { type RecordFormat, readRecords } from '@nudge/runtime';
import type { Io } from '../io.ts';
import { sha256 } from '../sha256.ts';
import { columnsOf, headerWarnings, namedSource, readingOf, usersFormat } from './event-inputs.ts';
import type { LineKind } from './line-kinds.ts';
import type { LinesOutput } from './lines-output.ts';
import type { Progress } from './progress.ts';
import type { Tally } from './tally.ts';

export interface Play {
  readonly bundle: Bundle;
  readonly events: readonly string[];
  /** The name of the source for the events; absent: see `readingOf`. */
  readonly source?: string | undefined;
  readonly users?: string | undefined;
  readonly untilMs?: number | undefined;
  readonly print: ReadonlySet<LineKind>;
  /** Who is in which segment is counted also where it is not printed. */
  readonly countMembers: boolean;
}

export interface PlayTools {
  readonly io: Io;
  readonly output: LinesOutput;
  readonly progress: Progress;
  readonly tally: Tally;
  readonly warn: (text: string) => void;
}

/** What is done with the records of one input. */
interface Taking {
  readonly format: RecordFormat;
  /** The columns that are looked for, should it be CSV. */
  readonly columns: readonly string[];
  readonly take: (raw: RawRecord) => void;
}

/** Reads the inputs, plays them, and writes the lines in the order of semantics (Output). Throws `FileProblem`. */
export async function playRecords(play: Play, tools: PlayTools): Promise<PlaybackCounts> {
  const { bundle, print, untilMs } = play;
  const { output, tally } = tools;
  const named = play.source === undefined ? null : namedSource(bundle.manifest, play.source);
  const playback = createPlayback(bundle, { sha256, ...(untilMs === undefined ? {} : { untilMs }) });
  const emitter = (kind: LineKind): Emit => {
    const prints = print.has(kind);
    return (effect) => {
      tally.count(effect);
      if (prints) output.writeLine(effectLine(effect));
    };
  };
  const emit = emitter('effects');
  const { users } = play;
  if (users !== undefined) {
    const takeUser = (raw: RawRecord): void => playback.userRow(raw);
    await readInput(
      users,
      (first) => ({ format: usersFormat(users, first), columns: ['user'], take: takeUser }),
      tools,
    );
    playback.begin(emit);
  }
  for (const path of play.events) {
    const open = (first: string): Taking => {
      const { format, source } = readingOf(path, first, bundle.manifest, named);
      if (format === 'ndjson' && first === '[')
        tools.warn(`${path}: begins with \`[\`; NDJSON is one object a line`);
      const columns = source === null ? [] : columnsOf(source);
      return { format, columns, take: (raw) => playback.record(raw, source, emit) };
    };
    await readInput(path, open, tools);
  }
  playback.finish(emit);
  if (print.has('members') || play.countMembers) playback.members(emitter('members'));
  if (print.has('metrics')) playback.metrics(emitter('metrics'));
  return playback.counts;
}

/** `open` is asked once, with the first character of the input. */
async function readInput(path: string, open: (first: string) => Taking, tools: PlayTools): Promise<void> {
  const { io, output, progress, warn } = tools;
  let taking: Taking | undefined;
  const opened = (first: string): Taking => {
    taking ??= open(first);
    return taking;
  };
  const records = readRecords(path === '-' ? path : resolve(io.cwd, path), {
    standardInput: io.stdin,
    onBytes: progress.addBytes,
    chooseFormat: (first) => opened(first).format,
    onHeader: (header) => {
      for (const text of headerWarnings(header, taking?.columns ?? [])) warn(`${path}: ${text}`);
    },
  });
  for await (const batch of records) {
    // The format was chosen before the first record came.
    const { take } = taking as Taking;
    for (const raw of batch) {
      try {
        take(raw);
      } catch (error) {
        // No record may make the engine throw; if one does, whoever reports the bug can say which.
        throw new Error(`at ${raw.origin.input}, line ${raw.origin.line}: ${String(error)}`, {
          cause: error,
        });
      }
    }
    progress.addRecords(batch.length);
    await output.drained();
  }
}
