import { OUTPUTS } from '../../packages/runtime/src/ports/effect-sink.ts';
import type { ExpectedRow } from '../simulate/oracle/expected-row.ts';
import { numbered } from '../simulate/oracle/numbered.ts';
import { type OracleInput, PartitionOracle } from '../simulate/oracle/partition-oracle.ts';
import { factsOf } from './facts.ts';
import type { Held } from './stores.ts';
import type { Verdict } from './verdict.ts';

/** So many lines are shown of one kind of breach: the first ones say most. */
const SHOWN = 3;

interface Found {
  readonly input: OracleInput;
  readonly held: Held;
  /** Of each topic in its order; the topics one after the other. */
  readonly published: readonly ExpectedRow[];
}

/** I1, I2, I3 and I5 of one partition, against the oracle. */
export function judgePartition({ input, held, published }: Found): Verdict {
  const { progress, states } = held;
  if (progress === null) throw new Error(`the store knows nothing of partition ${input.partition}`);
  const breaches = new Breaches(`p${input.partition}`);
  const facts = factsOf(input, progress);
  const run = new PartitionOracle(input).replay(facts);
  for (const problem of run.problems) breaches.add('I0', problem);
  const told = facts.at(-1)?.progress;
  for (const name of ['nextOffset', 'watermarkMs'] as const)
    if (told?.[name] !== progress[name])
      breaches.add('I0', `${name} is ${progress[name]}, not ${told?.[name]}`);

  const expected = numbered(run.rows);
  const found = numbered(published);
  for (const [key, row] of expected) {
    const there = found.get(key);
    if (there === undefined) breaches.add('lost', shown(row));
    else if (there.text !== row.text || there.key !== row.key || there.output !== row.output)
      breaches.add('changed', `${shown(row)}, not ${shown(there)}`);
  }
  for (const [key, row] of found) if (!expected.has(key)) breaches.add('doubled', shown(row));
  for (const key of new Set([...run.states.keys(), ...states.keys()])) {
    const [wanted, there] = [run.states.get(key), states.get(key)];
    if (wanted !== undefined && there !== undefined && Buffer.compare(wanted, there) === 0) continue;
    breaches.add('statesOff', `${key.replace('\u001f', ':')}: ${hex(wanted)}, not ${hex(there)}`);
  }
  checkOrder(expected, published, breaches);
  const count = (output: string): number => run.rows.filter((row) => row.output === output).length;
  return {
    events: input.records.length,
    nudges: count('nudges'),
    rows: run.rows.length,
    deadLetters: count('dead-letter'),
    lost: breaches.of('lost'),
    doubled: breaches.of('doubled'),
    changed: breaches.of('changed'),
    statesOff: breaches.of('statesOff'),
    outOfOrder: breaches.of('outOfOrder'),
    broken: breaches.lines,
  };
}

function checkOrder(
  expected: ReadonlyMap<string, ExpectedRow>,
  published: readonly ExpectedRow[],
  breaches: Breaches,
): void {
  const places = new Map([...expected.keys()].map((key, place) => [key, place]));
  const reached = new Map<string, number>();
  for (const output of OUTPUTS) {
    for (const [key, row] of numbered(published.filter((each) => each.output === output))) {
      const place = places.get(key);
      if (place === undefined) continue;
      const topicOfUser = `${output} ${row.key}`;
      if ((reached.get(topicOfUser) ?? -1) > place) breaches.add('outOfOrder', shown(row));
      else reached.set(topicOfUser, place);
    }
  }
}

class Breaches {
  readonly lines: string[] = [];
  private readonly where: string;
  private readonly counts = new Map<string, number>();

  constructor(where: string) {
    this.where = where;
  }

  of(kind: string): number {
    return this.counts.get(kind) ?? 0;
  }

  add(kind: string, line: string): void {
    const count = this.of(kind) + 1;
    this.counts.set(kind, count);
    if (count <= SHOWN) this.lines.push(`${kind}: ${this.where}: ${line}`);
  }
}

function shown({ id, output, key, text, offset }: ExpectedRow): string {
  return `${output} ${id} of ${key} (offset ${offset}): ${text.slice(0, 200)}`;
}

function hex(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'nothing' : Buffer.from(bytes).toString('hex').slice(0, 400);
}
