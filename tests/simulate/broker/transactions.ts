import {
  type OutboxRow,
  type Position,
  SinkFenced,
} from '../../../packages/runtime/src/ports/effect-sink.ts';
import type { Trace } from '../base/trace.ts';

/** A row in the output, in the order in which it was written. */
export interface WrittenRow {
  readonly partition: number;
  readonly row: OutboxRow;
  status: 'open' | 'committed' | 'aborted';
}

interface Transaction {
  readonly rows: readonly WrittenRow[];
  readonly position: Position;
}

interface Producer {
  epoch: number;
  open: Transaction | null;
  published: Position | null;
}

export type OnPublished = (partition: number, position: Position, rows: readonly OutboxRow[]) => void;

/** The transactional producers of a group, one per input partition, and the offsets that they commit. */
export class Transactions {
  /** All that was ever written, also what no reader with read_committed sees. */
  readonly written: WrittenRow[] = [];
  private readonly producers = new Map<number, Producer>();
  private readonly trace: Trace;
  private readonly onPublished: OnPublished;

  constructor(trace: Trace, onPublished: OnPublished) {
    this.trace = trace;
    this.onPublished = onPublished;
  }

  /** Fences whoever had it, and ends what they left open. */
  init(partition: number): number {
    const producer = this.producerOf(partition);
    this.abort(producer);
    producer.epoch++;
    this.trace.tell('broker', `p${partition} producer epoch ${producer.epoch}`);
    return producer.epoch;
  }

  published(partition: number): Position | null {
    return this.producerOf(partition).published;
  }

  write(partition: number, epoch: number, rows: readonly OutboxRow[], position: Position): void {
    const producer = this.fence(partition, epoch);
    const written = rows.map((row): WrittenRow => ({ partition, row, status: 'open' }));
    this.written.push(...written);
    producer.open = { rows: written, position };
  }

  commit(partition: number, epoch: number): void {
    const producer = this.fence(partition, epoch);
    const { open } = producer;
    if (open === null) throw new Error(`p${partition} has no transaction that is open`);
    producer.open = null;
    for (const each of open.rows) each.status = 'committed';
    producer.published = open.position;
    const { nextOffset, seq } = open.position;
    this.trace.tell(
      'broker',
      `p${partition} published to offset ${nextOffset}, seq ${seq}: ${open.rows.length} rows`,
    );
    this.onPublished(
      partition,
      open.position,
      open.rows.map(({ row }) => row),
    );
  }

  private fence(partition: number, epoch: number): Producer {
    const producer = this.producerOf(partition);
    if (producer.epoch !== epoch) {
      this.trace.tell('broker', `p${partition} fences producer epoch ${epoch}`);
      throw new SinkFenced(`producer epoch ${epoch} of partition ${partition} is over`);
    }
    return producer;
  }

  private abort(producer: Producer): void {
    for (const each of producer.open?.rows ?? []) each.status = 'aborted';
    producer.open = null;
  }

  private producerOf(partition: number): Producer {
    let producer = this.producers.get(partition);
    if (producer === undefined) {
      producer = { epoch: 0, open: null, published: null };
      this.producers.set(partition, producer);
    }
    return producer;
  }
}
