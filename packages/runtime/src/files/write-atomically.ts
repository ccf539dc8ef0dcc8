import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { asFileProblem, FileProblem } from './file-problem.ts';
import { endUnfinished, startUnfinished } from './unfinished.ts';

/** A file that appears under its name when it is whole, or not at all. */
export interface AtomicFile {
  /** Appends; what is written is collected and goes to the disk in large pieces. */
  write(text: string): void;
  /** The file is whole: it takes its name now, in place of an older one. */
  commit(): void;
  /** Leaves no trace; does nothing after `commit`. */
  discard(): void;
}

/** Few system calls, and no more text in memory than that. */
const CHUNK_CHARS = 1 << 17;

/**
 * Opens `path` for writing under a temporary name in the same folder (a rename works only within a file system). An
 * existing file keeps its mode, a link its target. What is no regular file (`/dev/null`, a pipe) is written to as it
 * stands: a rename would put a file in its place. Throws `FileProblem`.
 */
export function writeAtomically(path: string): AtomicFile {
  try {
    const existing = statSync(path, { throwIfNoEntry: false });
    if (existing === undefined) return openTemporary(path, path, undefined);
    if (existing.isDirectory()) throw new FileProblem(path, 'is a folder, not a file');
    // A rename would not mind a file that is write-protected, but its owner would.
    accessSync(path, constants.W_OK);
    if (existing.isFile()) return openTemporary(path, realpathSync(path), existing.mode);
    return openDirect(path);
  } catch (error) {
    throw asFileProblem(path, error);
  }
}

function openTemporary(path: string, target: string, mode: number | undefined): AtomicFile {
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  const descriptor = openUnfinished(temporary);
  let state: 'open' | 'closed' | 'done' = 'open';
  const close = (): void => {
    if (state === 'open') closeSync(descriptor);
    state = 'closed';
  };
  const discard = (): void => {
    if (state === 'done') return;
    close();
    state = 'done';
    rmSync(temporary, { force: true });
    endUnfinished(temporary);
  };
  return collecting(path, descriptor, discard, () => {
    if (mode !== undefined) chmodSync(temporary, mode & 0o7777);
    close();
    renameSync(temporary, target);
    state = 'done';
    endUnfinished(temporary);
  });
}

/** Known as unfinished before it is there: a signal may come in between. */
function openUnfinished(temporary: string): number {
  startUnfinished(temporary);
  try {
    return openSync(temporary, 'wx');
  } catch (error) {
    endUnfinished(temporary);
    throw error;
  }
}

function openDirect(path: string): AtomicFile {
  const descriptor = openSync(path, 'w');
  let open = true;
  const close = (): void => {
    if (open) closeSync(descriptor);
    open = false;
  };
  return collecting(path, descriptor, close, close);
}

function collecting(path: string, descriptor: number, discard: () => void, commit: () => void): AtomicFile {
  let text = '';
  const flush = (): void => {
    const bytes = Buffer.from(text);
    text = '';
    for (let from = 0; from < bytes.length; ) from += writeSync(descriptor, bytes, from);
  };
  const orDiscard = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      discard();
      throw asFileProblem(path, error);
    }
  };
  return {
    write(more) {
      text += more;
      if (text.length >= CHUNK_CHARS) orDiscard(flush);
    },
    commit() {
      orDiscard(() => {
        flush();
        commit();
      });
    },
    discard,
  };
}
