/** What the laws say of a trial. */
export interface Verdict {
  readonly events: number;
  readonly nudges: number;
  readonly rows: number;
  readonly deadLetters: number;
  /** I1: rows that were expected and are not there. */
  readonly lost: number;
  /** I2: rows that are there more often than expected, or that nothing causes. */
  readonly doubled: number;
  /** Rows that say something else than the oracle's. */
  readonly changed: number;
  /** I3: users whose states are not the oracle's, byte for byte. */
  readonly statesOff: number;
  /** I5: rows of a user before which a later one stands in their topic. */
  readonly outOfOrder: number;
  /** Some of what is wrong, in words; empty when every law holds. */
  readonly broken: readonly string[];
}

export const NO_VERDICT: Verdict = {
  events: 0,
  nudges: 0,
  rows: 0,
  deadLetters: 0,
  lost: 0,
  doubled: 0,
  changed: 0,
  statesOff: 0,
  outOfOrder: 0,
  broken: [],
};

export function add(a: Verdict, b: Verdict): Verdict {
  return {
    events: a.events + b.events,
    nudges: a.nudges + b.nudges,
    rows: a.rows + b.rows,
    deadLetters: a.deadLetters + b.deadLetters,
    lost: a.lost + b.lost,
    doubled: a.doubled + b.doubled,
    changed: a.changed + b.changed,
    statesOff: a.statesOff + b.statesOff,
    outOfOrder: a.outOfOrder + b.outOfOrder,
    broken: [...a.broken, ...b.broken],
  };
}
