/** What a simulation had in it: a law that was never tried holds easily. */
export interface Counts {
  crashes: number;
  duplicates: number;
  rebalances: number;
  reloads: number;
  records: number;
  rows: number;
  /** Rows that time caused, not a record. */
  commits: number;
  stops: number;
  refusals: number;
  forgotten: number;
  deadLetters: number;
}

export function noCounts(): Counts {
  return {
    crashes: 0,
    duplicates: 0,
    rebalances: 0,
    reloads: 0,
    records: 0,
    rows: 0,
    commits: 0,
    stops: 0,
    refusals: 0,
    forgotten: 0,
    deadLetters: 0,
  };
}

export function addCounts(to: Counts, other: Counts): void {
  for (const name of Object.keys(to) as (keyof Counts)[]) to[name] += other[name];
}
