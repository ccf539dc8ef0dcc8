import type { Bundle } from '@nudge/engine';
import { bundleDigest, bundleStamp } from '../bundle/bundle-stamp.ts';
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
  /** What was refused last, and was told of. */
  #refused: string | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(options: ReloadOptions, version: string) {
    this.#options = options;
    this.#version = version;
  }

  /** Somebody asks for it, and is answered. One look at a time. */
  now(): Promise<void> {
    return this.#next(true);
  }

  /** The folder has changed. Of a content that is refused it is said once. */
  look(): Promise<void> {
    return this.#next(false);
  }

  #next(isAsked: boolean): Promise<void> {
    this.#running = this.#running.then(() => this.#look(isAsked));
    return this.#running;
  }

  async #look(isAsked: boolean): Promise<void> {
    const { folder, load } = this.#options;
    // Before it is loaded: what comes in between is found by the next look, and is another content then.
    const content = await bundleDigest(folder);
    try {
      this.#take(await load(folder));
      this.#refused = null;
    } catch (error) {
      if (isAsked || content !== this.#refused) this.#refuse(error);
      this.#refused = content;
    }
  }

  #take(bundle: Bundle): void {
    const { activate, log, outcome } = this.#options;
    const version = bundle.manifest.hash;
    if (version === this.#version) return;
    activate(bundle);
    this.#version = version;
    log.info('the bundle has changed and is activated', { version });
    outcome('activated');
  }

  #refuse(error: unknown): void {
    const { log, outcome } = this.#options;
    log.error('the bundle has changed and does not load; the one before goes on', {
      error: errorText(error),
    });
    outcome('refused');
  }
}

/**
 * Calls after each change of a bundle's folder, until the signal. It looks at the files from time to time: a mounted
 * volume, a folder that another takes the place of and a link that is moved all tell no watcher of files, but show here.
 * `seen` is the stamp from before the bundle was loaded that is at work. The files of one that is being copied come one
 * after the other: it may be called for each.
 */
export async function watchBundle(
  folder: string,
  seen: string | null,
  everyMs: number,
  clock: Clock,
  signal: AbortSignal,
  onChange: () => Promise<void>,
): Promise<void> {
  let last = seen;
  while (!signal.aborted) {
    await clock.sleep(everyMs, signal);
    const now = bundleStamp(folder);
    // A folder that is gone for a moment is being replaced.
    if (signal.aborted || now === null || now === last) continue;
    // As it was before the look: what changes during it is another stamp in the next round.
    last = now;
    await onChange();
  }
}
