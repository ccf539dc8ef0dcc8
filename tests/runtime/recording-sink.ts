import {
  type EffectSink,
  type OutboxRow,
  type PartitionSink,
  type Position,
  SinkFenced,
} from '../../packages/runtime/src/ports/effect-sink.ts';

/** Keeps what is published in memory, as a topic would. */
export class RecordingSink implements EffectSink {
  readonly rows: OutboxRow[] = [];
  readonly positions = new Map<number, Position>();
  private readonly owners = new Map<number, object>();

  async open(partition: number): Promise<PartitionSink> {
    const owner = {};
    this.owners.set(partition, owner);
    return {
      published: this.positions.get(partition) ?? null,
      publish: async (rows, position) => {
        if (this.owners.get(partition) !== owner) throw new SinkFenced(`partition ${partition}`);
        this.rows.push(...rows);
        this.positions.set(partition, position);
      },
      close: async () => {},
    };
  }

  async close(): Promise<void> {}

  get lines(): readonly string[] {
    return this.rows.map((row) => Buffer.from(row.value).toString('utf8'));
  }
}
