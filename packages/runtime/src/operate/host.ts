import type { Bundle } from '@nudge/engine';
import type { Kill } from './crash-at.ts';
import type { OpenAdapters, Surroundings } from './open-adapters.ts';

/** The process that a runtime runs in, or what a test puts in its place. */
export interface Host extends Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly open: OpenAdapters;
  /** The bundle in a folder. Throws `FileProblem`. */
  readonly load: (folder: string) => Promise<Bundle>;
  /** Tells of each signal until the returned function is called. */
  readonly signals: (listener: (signal: HostSignal) => void) => () => void;
  readonly kill: Kill;
}

/** `stop` once: finish what is in hand; twice: at once. */
export type HostSignal = 'stop' | 'reload';

export const EXIT = {
  /** It did what it was told. */
  good: 0,
  /** It could not go on; to begin anew may help. */
  failed: 1,
  /** It was told something that cannot be: to begin anew does not help. */
  misconfigured: 2,
  /** It was told twice to stop. */
  interrupted: 130,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];
