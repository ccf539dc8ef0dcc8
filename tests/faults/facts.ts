import { type Bundle, RecordDecoder } from '@nudge/engine';
import { allAt } from '../../packages/runtime/src/ports/state-groups.ts';
import type { PartitionProgress } from '../../packages/runtime/src/ports/state-store.ts';
import { userKey } from '../../packages/runtime/src/ports/user-key.ts';
import type { OracleInput } from '../simulate/oracle/partition-oracle.ts';
import type { CommitFact } from '../simulate/store/commit-history.ts';
import { RECORD_BYTES, usersOf } from './events.ts';

/**
 * What the oracle has to be told besides the log: from where on which rules held, as the store has recorded it. No clock
 * moves the watermark in a trial, and who is brought under other rules by when makes no difference by the rules that
 * trials have.
 */
export function factsOf(input: OracleInput, { activations }: PartitionProgress): readonly CommitFact[] {
  const end = (input.records.at(-1)?.offset ?? -1) + 1;
  // Whatever is due by then has fired.
  const users = usersOf(input.partition).map((user) => ({ key: userKey('default', user), dueMs: Infinity }));
  const watermarks = new Watermarks(input);
  return activations.flatMap(({ fromOffset }, i) => {
    const held = activations.slice(0, i + 1);
    const fact = (nextOffset: number): CommitFact => {
      const at = { nextOffset, watermarkMs: watermarks.before(nextOffset) };
      return {
        epoch: 0,
        progress: { ...at, states: allAt(at), seq: 0, outTo: 0, activations: held, swept: true },
        users,
        rows: [],
      };
    };
    return [fact(fromOffset), fact(activations[i + 1]?.fromOffset ?? end)];
  });
}

/** The greatest instant of all events less `delay`: what is not accepted is never the greatest. */
class Watermarks {
  private readonly input: OracleInput;
  private readonly decoder: RecordDecoder;
  private readonly delayMs: number;
  private at = 0;
  private reachedMs = -Infinity;

  constructor(input: OracleInput) {
    this.input = input;
    const [first] = input.bundles.values();
    const { manifest } = first as Bundle;
    this.decoder = new RecordDecoder(manifest, null);
    this.delayMs = manifest.settings.delayMs;
  }

  /** To be asked with growing offsets. */
  before(offset: number): number {
    const { records, topic, partition } = this.input;
    for (
      let record = records[this.at];
      record !== undefined && record.offset < offset;
      record = records[this.at]
    ) {
      this.at++;
      if (record.value === null || record.value.length > RECORD_BYTES) continue;
      const origin = { input: `${topic}:${partition}`, line: record.offset, idDigits: 20 };
      const decoded = this.decoder.decode(
        Buffer.from(record.value).toString('utf8'),
        origin,
        record.arrivalMs,
      );
      if (decoded.kind !== 'events') continue;
      for (const { row } of decoded.events) this.reachedMs = Math.max(this.reachedMs, row.at - this.delayMs);
    }
    return this.reachedMs;
  }
}
