import { resolve } from 'node:path';
import type { IntakeCounts, Manifest, RawRecord, SourceSchema } from '@nudge/engine';
import { type RecordFormat, readRecords } from '@nudge/runtime';
import type { Io } from '../io.ts';
import { columnsOf, headerWarnings, namedSource, readingOf, usersFormat } from './event-inputs.ts';
import type { Progress } from './progress.ts';

/** What `run` and `batch` read. */
export interface Inputs {
  readonly events: readonly string[];
  /** The name of the source for the events; absent: see `readingOf`. */
  readonly source?: string | undefined;
  readonly users?: string | undefined;
}

/** Who takes the records. */
export interface Taker {
  /** A row of the users file; all of them come before the first record. */
  userRow(raw: RawRecord): void;
  record(raw: RawRecord, source: SourceSchema | null): void;
  /** Awaited between batches, so that who takes is not given more than it can hold. */
  drained(): Promise<void>;
}

export interface ReadTools {
  readonly io: Io;
  readonly progress: Progress;
  readonly warn: (text: string) => void;
}

/** What is done with the records of one input. */
interface Taking {
  readonly format: RecordFormat;
  /** The columns that are looked for, should it be CSV. */
  readonly columns: readonly string[];
  readonly take: (raw: RawRecord) => void;
}

/** Reads the users file, then the events, in order. Throws `FileProblem` and `WrongUsage`. */
export async function readInputs(
  { events, source: sourceName, users }: Inputs,
  manifest: Manifest,
  taker: Taker,
  tools: ReadTools,
): Promise<void> {
  const named = sourceName === undefined ? null : namedSource(manifest, sourceName);
  if (users !== undefined) {
    const take = (raw: RawRecord): void => taker.userRow(raw);
    const open = (first: string): Taking => ({ format: usersFormat(users, first), columns: ['user'], take });
    await readInput(users, open, taker, tools);
  }
  for (const path of events) {
    const open = (first: string): Taking => {
      const { format, source } = readingOf(path, first, manifest, named);
      if (format === 'ndjson' && first === '[')
        tools.warn(`${path}: begins with \`[\`; NDJSON is one object a line`);
      const columns = source === null ? [] : columnsOf(source);
      return { format, columns, take: (raw) => taker.record(raw, source) };
    };
    await readInput(path, open, taker, tools);
  }
}

export function warnIfAllIgnored(
  { records, ignored }: Pick<IntakeCounts, 'records' | 'ignored'>,
  warn: ReadTools['warn'],
): void {
  if (records === 0 || ignored < records) return;
  warn('every record was ignored: none is of a type that the rules declare. Is `--source` missing?');
}

/** `open` is asked once, with the first character of the input. */
async function readInput(
  path: string,
  open: (first: string) => Taking,
  taker: Taker,
  { io, progress, warn }: ReadTools,
): Promise<void> {
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
    await taker.drained();
  }
}
