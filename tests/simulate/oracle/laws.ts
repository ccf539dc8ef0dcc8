import type { Violations } from '../base/violation.ts';
import type { CommitFact, LostHistory } from '../store/commit-history.ts';
import { type Branch, branchOf } from './branch.ts';
import type { ExpectedRow } from './expected-row.ts';
import { numbered } from './numbered.ts';
import { type OracleInput, type OracleRun, PartitionOracle } from './partition-oracle.ts';

/** One partition when all is over. */
export interface Outcome {
  readonly oracle: OracleInput;
  readonly facts: readonly CommitFact[];
  /** Histories whose ends the store has lost. */
  readonly lost: readonly LostHistory[];
  /** What a reader with read_committed saw, in order. */
  readonly published: readonly ExpectedRow[];
  /** What the store holds. */
  readonly states: ReadonlyMap<string, Uint8Array>;
}

/** Checks I1, I2, I3 and I5 of one partition against the oracle; gives the oracle's run. */
export function checkOutcome(outcome: Outcome, violations: Violations): OracleRun {
  const { oracle, facts, lost } = outcome;
  const run = new PartitionOracle(oracle).replay(facts);
  for (const problem of run.problems)
    violations.add({ law: 'I0', message: `p${oracle.partition}: ${problem}` });
  const branches = lost.map((branch) => branchOf(oracle, branch, facts));
  checkRows(outcome, run, branches, violations);
  checkStates(outcome, run, violations);
  if (!branches.some(({ isOpen }) => isOpen)) checkOrder(outcome, run, violations);
  return run;
}

/** I1 and I2: what was expected came, as it was expected, and nothing twice. */
function checkRows(
  { oracle, published }: Outcome,
  run: OracleRun,
  branches: readonly Branch[],
  violations: Violations,
): void {
  const where = `p${oracle.partition}`;
  const expected = numbered(run.rows);
  const found = numbered(published);
  for (const [key, row] of found) {
    const wanted = expected.get(key);
    if (wanted !== undefined && isSame(wanted, row)) continue;
    if (branches.some(({ rows }) => rows.get(key)?.text === row.text)) continue;
    const isSecond = wanted === undefined && !key.endsWith(' 1');
    // What the clock decided in a history that was lost may come up again, behind what is known to be published.
    const offset = expected.get(`${row.id} 1`)?.offset ?? -1;
    if (
      isSecond &&
      branches.some(({ loose, outOffsets }) => loose.has(row.id) || outOffsets.includes(offset))
    )
      continue;
    violations.add({
      law: isSecond ? 'I2' : 'I1',
      message: `${where}: ${isSecond ? 'a row was published twice' : wanted === undefined ? 'a row was published that nothing causes' : 'a row is another'}`,
      ...(wanted === undefined ? {} : { expected: shown(wanted) }),
      found: shown(row),
    });
  }
  for (const [key, row] of expected) {
    if (found.has(key)) continue;
    // Where decisions of the clock were lost, what is evaluated again may come to something else than what is out.
    const mayMiss = branches.some(
      ({ rows, nextOffset, isOpen }) => isOpen && row.offset < nextOffset && !rows.has(key),
    );
    if (!mayMiss)
      violations.add({ law: 'I1', message: `${where}: a row was never published`, expected: shown(row) });
  }
}

/** I3. */
function checkStates({ oracle, states }: Outcome, run: OracleRun, violations: Violations): void {
  for (const key of new Set([...run.states.keys(), ...states.keys()])) {
    const [expected, found] = [run.states.get(key), states.get(key)];
    if (expected !== undefined && found !== undefined && Buffer.compare(expected, found) === 0) continue;
    violations.add({
      law: 'I3',
      message: `p${oracle.partition}: the state of ${key.replace('\u001f', ':')} is another`,
      expected: hexOf(expected),
      found: hexOf(found),
    });
  }
}

/** I5, over all outputs: a user's rows are published in the order in which they came up. */
function checkOrder({ oracle, published }: Outcome, run: OracleRun, violations: Violations): void {
  const place = new Map([...numbered(run.rows).keys()].map((key, i) => [key, i]));
  const last = new Map<string, { readonly row: ExpectedRow; readonly at: number }>();
  for (const [key, row] of numbered(published)) {
    const at = place.get(key);
    if (at === undefined) continue;
    const before = last.get(row.key);
    if (before !== undefined && before.at > at) {
      violations.add({
        law: 'I5',
        message: `p${oracle.partition}: rows of ${row.key} are out of order`,
        expected: `${shown(row)} before ${shown(before.row)}`,
      });
    }
    last.set(row.key, { row, at });
  }
}

function isSame(a: ExpectedRow, b: ExpectedRow): boolean {
  return a.text === b.text && a.key === b.key && a.output === b.output;
}

function shown({ output, key, text, offset }: ExpectedRow): string {
  return `${output} of ${key} (offset ${offset}): ${text}`;
}

function hexOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'nothing' : Buffer.from(bytes).toString('hex');
}
