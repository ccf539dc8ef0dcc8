import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { asFileProblem } from '@nudge/runtime';

/** Editors write a file in several steps, and a checkout touches many files: one run for all that comes in this time. */
const QUIET_MS = 100;

/**
 * Yields after changes of the `.nudge` files at these paths, until `end` resolves; what changes before somebody asks
 * is not missed. A folder is watched with all below it; of a file its folder is watched, because an editor may put a
 * new file in its place. Throws `FileProblem`.
 */
export function changesOf(paths: readonly string[], end: Promise<void>): AsyncGenerator<void> {
  const bell = new Bell();
  let quiet: NodeJS.Timeout | undefined;
  const watchers = paths.map((path) =>
    watchPath(path, () => {
      clearTimeout(quiet);
      quiet = setTimeout(() => bell.ring('changed'), QUIET_MS);
    }),
  );
  void end.then(() => bell.ring('ended'));
  return (async function* () {
    try {
      while ((await bell.rung()) === 'changed') yield;
    } finally {
      clearTimeout(quiet);
      for (const watcher of watchers) watcher.close();
    }
  })();
}

type Ring = 'changed' | 'ended';

/** Remembers that it was rung until somebody listens; the end outlasts all changes. */
class Bell {
  #last: Ring | null = null;
  #wake: () => void = () => {};

  ring(ring: Ring): void {
    if (this.#last !== 'ended') this.#last = ring;
    this.#wake();
  }

  async rung(): Promise<Ring> {
    while (this.#last === null) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const last = this.#last;
    if (last === 'changed') this.#last = null;
    return last;
  }
}

function watchPath(path: string, onChange: () => void): FSWatcher {
  try {
    const isFolder = statSync(path).isDirectory();
    const matters = (name: string | null): boolean => {
      if (name === null) return true;
      // A name without a dot may be a folder of rules that was moved.
      return isFolder ? name.endsWith('.nudge') || !basename(name).includes('.') : name === basename(path);
    };
    const watcher = watch(isFolder ? path : dirname(path), { recursive: isFolder }, (_, name) => {
      if (matters(name)) onChange();
    });
    // A folder that vanishes while it is watched ends its watching, not the command.
    watcher.on('error', () => {});
    return watcher;
  } catch (error) {
    throw asFileProblem(path, error);
  }
}
