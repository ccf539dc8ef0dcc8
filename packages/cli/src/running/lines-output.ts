import { resolve } from 'node:path';
import { writeAtomically } from '@nudge/runtime';
import type { Io } from '../io.ts';

/** Where the lines of a run go: a file that appears whole or not at all, or standard output as they come. */
export interface LinesOutput {
  lines: number;
  bytes: number;
  writeLine(line: string): void;
  /** Hands on what has been collected, before something else is shown. */
  flush(): void;
  /** Awaited between batches, so that a slow reader holds us up instead of filling the memory. */
  drained(): Promise<void>;
  commit(): Promise<void>;
  discard(): void;
}

const CHUNK_CHARS = 1 << 16;

export function linesOutput(path: string | null, io: Io): LinesOutput {
  return path === null ? toStandardOutput(io) : toFile(resolve(io.cwd, path));
}

function toFile(path: string): LinesOutput {
  const file = writeAtomically(path);
  return {
    lines: 0,
    bytes: 0,
    writeLine(line) {
      this.lines += 1;
      this.bytes += Buffer.byteLength(line) + 1;
      file.write(`${line}\n`);
    },
    flush: () => {},
    drained: () => Promise.resolve(),
    async commit() {
      file.commit();
    },
    discard: () => file.discard(),
  };
}

function toStandardOutput({ stdout }: Io): LinesOutput {
  let text = '';
  const flush = (): void => {
    if (text !== '') stdout.write(text);
    text = '';
  };
  return {
    lines: 0,
    bytes: 0,
    writeLine(line) {
      this.lines += 1;
      this.bytes += Buffer.byteLength(line) + 1;
      text += `${line}\n`;
      if (text.length >= CHUNK_CHARS) flush();
    },
    flush,
    drained: () => stdout.drained(),
    async commit() {
      flush();
      await stdout.drained();
    },
    // What a reader has is the reader's.
    discard: flush,
  };
}
