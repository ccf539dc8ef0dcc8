import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileProblem } from '../files/file-problem.ts';
import { syncFolder } from '../files/sync-folder.ts';
import type { Position } from '../ports/effect-sink.ts';

/** What is kept beside the files of one partition. */
export interface FilePosition extends Position {
  /** Whoever opened the partition last; only they may publish. */
  readonly owner: string;
  /** Of each file, by its name: what is behind that was never published. */
  readonly bytes: Readonly<Record<string, number>>;
}

/** `null`: there is none. Throws `FileProblem` for one that is no position: to begin anew would publish all twice. */
export async function readPosition(path: string): Promise<FilePosition | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const read = parse(text);
  if (!isPosition(read)) throw new FileProblem(path, 'is damaged: it does not say how far was published');
  return read;
}

/**
 * Puts a position in the place of the last one, whole or not at all, and on the disk when it resolves. (Not by
 * `writeAtomically`: that leaves it to the system when the bytes reach the disk, and after a loss of power the files
 * might be ahead of their position.)
 */
export async function writePosition(path: string, position: FilePosition): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(`${JSON.stringify(position)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isPosition(read: unknown): read is FilePosition {
  if (typeof read !== 'object' || read === null) return false;
  const { owner, bytes, seq, nextOffset } = read as Partial<Record<keyof FilePosition, unknown>>;
  return (
    typeof owner === 'string' &&
    Number.isSafeInteger(seq) &&
    Number.isSafeInteger(nextOffset) &&
    typeof bytes === 'object' &&
    bytes !== null &&
    Object.values(bytes).every((length) => Number.isSafeInteger(length))
  );
}
