import { checkCatalogue } from './check.ts';
import type { CatalogueEntry } from './entry.ts';
import { limitCatalogue } from './limits.ts';
import { syntaxCatalogue } from './syntax.ts';
import { targetCatalogue } from './targets.ts';

/** Every mistake and warning that the language knows, by its stable code. */
export const catalogue: Readonly<Record<string, CatalogueEntry>> = {
  ...syntaxCatalogue,
  ...checkCatalogue,
  ...targetCatalogue,
  ...limitCatalogue,
};

export type { CatalogueEntry };
