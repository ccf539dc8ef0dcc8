import type {
  EventSource,
  SourceListener,
  SourceRecord,
} from '../../packages/runtime/src/ports/event-source.ts';
import { recordAt } from './record-at.ts';

/**
 * One partition of records that are kept, as in a topic: any number of sources may read them, from anywhere. `null`: one
 * that is gone.
 */
export class KeptSource implements EventSource {
  readonly name = 'events';
  readonly seeks: number[] = [];
  /** What was known of the log, at each seek. */
  readonly known: number[] = [];
  private readonly records: readonly SourceRecord[];
  private listener: SourceListener | null = null;

  private readonly endOffset: number;

  constructor(records: readonly (object | null)[]) {
    this.endOffset = records.length;
    this.records = records.flatMap((record, offset) => (record === null ? [] : [recordAt(offset, record)]));
  }

  async start(listener: SourceListener): Promise<void> {
    this.listener = listener;
    listener.assigned([0]);
  }

  seek(partition: number, offset: number, known: number): void {
    this.seeks.push(offset);
    this.known.push(known);
    const records = this.records.filter((record) => record.offset >= offset);
    const { endOffset } = this;
    setImmediate(() => {
      if (records.length > 0) this.listener?.records({ partition, records, endOffset });
      this.listener?.caughtUp(partition, endOffset);
    });
  }

  pause(): void {}

  resume(): void {}

  async stop(): Promise<void> {
    this.listener = null;
  }
}
