import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from '@nudge/engine';
import { MANIFEST_FILE } from '../bundle/load-bundle.ts';
import type { Clock } from '../ports/clock.ts';
import { errorText } from './error-text.ts';
import type { Log } from './log.ts';

export interface ReloadOptions {
  readonly folder: string;
  readonly load: (folder: string) => Promise<Bundle>;
  /** May throw when the rules cannot take the place of those before; then those go on. */
  readonly activate: (bundle: Bundle) => void;
  readonly log: Log;
  readonly outcome: (outcome: 'activated' | 'refused') => void;
}

/** Puts a bundle that was compiled again into the place of the one before. What does not load changes nothing. */
export class Reload {
  readonly #options: ReloadOptions;
  #version: string;
  #running: Promise<void> = Promise.resolve();

  constructor(options: ReloadOptions, version: string) {
    this.#options = options;
    this.#version = version;
  }

  /** Looks at the folder now. One look at a time. */
  now(): Promise<void> {
    this.#running = this.#running.then(() => this.#look());
    return this.#running;
  }

  async #look(): Promise<void> {
    const { folder, load, activate, log, outcome } = this.#options;
    try {
      const bundle = await load(folder);
      const version = bundle.manifest.hash;
      if (version === this.#version) return;
      activate(bundle);
      this.#version = version;
      log.info('the bundle has changed and is activated', { version });
      outcome('activated');
    } catch (error) {
      log.error('the bundle has changed and does not load; the one before goes on', {
        error: errorText(error),
      });
      outcome('refused');
    }
  }
}

/**
 * Calls after each change of a bundle's folder, until the signal. It looks at the manifest from time to time: a mounted
 * volume, a folder that another takes the place of and a link that is moved all tell no watcher of files, but show here.
 */
export async function watchBundle(
  folder: string,
  everyMs: number,
  clock: Clock,
  signal: AbortSignal,
  onChange: () => Promise<void>,
): Promise<void> {
  const manifest = join(folder, MANIFEST_FILE);
  let seen = stampOf(manifest);
  while (!signal.aborted) {
    await clock.sleep(everyMs, signal);
    const now = stampOf(manifest);
    // A folder that is gone for a moment is being replaced.
    if (signal.aborted || now === null || now === seen) continue;
    seen = now;
    await onChange();
  }
}

function stampOf(path: string): string | null {
  const facts = statSync(path, { throwIfNoEntry: false, bigint: true });
  return facts === undefined ? null : `${facts.ino}:${facts.size}:${facts.mtimeNs}`;
}
