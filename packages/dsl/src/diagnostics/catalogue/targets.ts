import type { CatalogueEntry } from './entry.ts';

/** What a back end cannot do: found when a project is compiled for it, not when it is checked. */
export const targetCatalogue: Readonly<Record<string, CatalogueEntry>> = {
  N9101: {
    title: 'too many columns for the database',
    severity: 'error',
    explanation:
      'The table of events has a column for each name and type of a field, and this database holds fewer columns in a ' +
      'table. Give fields that mean the same one name and one type in all events, or compile for another database.',
  },
};
