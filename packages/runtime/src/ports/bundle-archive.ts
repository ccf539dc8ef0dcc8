import type { Bundle } from '@nudge/engine';

/** Where a partition finds the rules that it was run by, though others hold now. */
export interface BundleArchive {
  /** Resolves when the bundle can be found again by its version; at once for one that was kept before by this process. */
  keep(bundle: Bundle): Promise<void>;
  /** `null`: nobody has it any more. */
  find(version: string): Promise<Bundle | null>;
}
