import type { CatalogueEntry } from './entry.ts';

/** What a project was asked to stay below: found when `nudgec check` is given a limit. */
export const limitCatalogue: Readonly<Record<string, CatalogueEntry>> = {
  N9102: {
    title: 'more state than allowed',
    severity: 'error',
    explanation:
      'At the rates that were given, the state of one user is expected to take more bytes than `--max-state-bytes` ' +
      'allows. Shorten windows, share filters between rules so that they read one log, or allow more.',
  },
};
