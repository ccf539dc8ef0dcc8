import { type FSWatcher, watch } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { asFileProblem, FileProblem } from '../files/file-problem.ts';
import type { Clock } from '../ports/clock.ts';

/** File systems that do not tell of changes (network shares) are looked at so often. */
const LOOK_EVERY_MS = 500;

const PIECE_BYTES = 1 << 18;

/**
 * The bytes of a file and of what is written behind them later, as of `tail -f`; `null` each time when nothing more is
 * there at the moment. It ends only by the signal. Throws `FileProblem`, also when the file becomes shorter or another
 * takes its place: the lines that are numbered so far are not its lines then.
 */
export async function* tailFile(
  path: string,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Buffer | null> {
  const bell = watchFile(path, signal);
  const file = await open(path).catch((error: unknown) => {
    throw asFileProblem(path, error);
  });
  try {
    const { ino } = await file.stat();
    const piece = Buffer.alloc(PIECE_BYTES);
    let position = 0;
    while (!signal.aborted) {
      // Asked for before the file is read: what is written from here on rings it.
      const changed = bell.next();
      const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, position);
      position += bytesRead;
      if (bytesRead > 0) {
        yield piece.subarray(0, bytesRead);
        continue;
      }
      if ((await file.stat()).size < position) {
        throw new FileProblem(path, 'has become shorter while it was followed');
      }
      if ((await stat(path)).ino !== ino) throw new FileProblem(path, 'another file has taken its place');
      yield null;
      await clock.sleep(LOOK_EVERY_MS, changed);
    }
  } catch (error) {
    throw asFileProblem(path, error);
  } finally {
    bell.close();
    await file.close();
  }
}

interface Bell {
  /** Aborts after the next change, or when whoever follows has enough. */
  next(): AbortSignal;
  close(): void;
}

/** The folder is watched: a file that is not there any more would tell nothing. */
function watchFile(path: string, end: AbortSignal): Bell {
  let rung = new AbortController();
  const ring = (): void => rung.abort();
  end.addEventListener('abort', ring);
  let watcher: FSWatcher | null = null;
  try {
    const watching = watch(dirname(path), { persistent: false }, (_, name) => {
      if (name === null || name === basename(path)) ring();
    });
    // Looking from time to time goes on without it.
    watching.on('error', () => watching.close());
    watcher = watching;
  } catch {
    // The system has no more watchers to give: looking has to do.
  }
  return {
    next: () => {
      if (rung.signal.aborted && !end.aborted) rung = new AbortController();
      return rung.signal;
    },
    close: () => {
      end.removeEventListener('abort', ring);
      watcher?.close();
    },
  };
}
