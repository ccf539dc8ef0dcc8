import type { Law } from '../law.ts';
import { arrivalOrder } from './arrival-order.ts';
import { cutAtT } from './cut-at-t.ts';
import { duplicate } from './duplicate.ts';
import { neverThrows } from './never-throws.ts';
import { referenceEngine } from './reference-engine.ts';
import { referenceDuckdb, referencePostgres } from './reference-sql.ts';
import { renaming } from './renaming.ts';
import { sameProgram } from './same-program.ts';
import { simpleEngine } from './simple-engine.ts';
import { snapshot } from './snapshot.ts';

export const LAWS: readonly Law[] = [
  referenceEngine,
  referenceDuckdb,
  referencePostgres,
  arrivalOrder,
  cutAtT,
  snapshot,
  duplicate,
  renaming,
  neverThrows,
  sameProgram,
  simpleEngine,
];
