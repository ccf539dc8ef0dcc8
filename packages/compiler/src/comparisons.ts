import type { Comparison } from '@nudge/engine';

/** The same comparison with its sides exchanged. */
export const MIRROR: Readonly<Record<Comparison, Comparison>> = {
  eq: 'eq',
  ne: 'ne',
  lt: 'gt',
  le: 'ge',
  gt: 'lt',
  ge: 'le',
};
