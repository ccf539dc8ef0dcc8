import type {
  EventSource,
  SourceListener,
  SourceRecord,
} from '../../packages/runtime/src/ports/event-source.ts';

/** One partition of records that are kept, as in a topic: any number of sources may read them, from anywhere. */
export class KeptSource implements EventSource {
  readonly name = 'events';
  readonly seeks: number[] = [];
  /** What was known of the log, at each seek. */
  readonly known: number[] = [];
  private readonly records: readonly SourceRecord[];
  private listener: SourceListener | null = null;

  constructor(records: readonly object[]) {
    this.records = records.map((record, offset) => ({
      offset,
      value: Buffer.from(JSON.stringify(record)),
      key: null,
      arrivalMs: null,
      headers: null,
    }));
  }

  async start(listener: SourceListener): Promise<void> {
    this.listener = listener;
    listener.assigned([0]);
  }

  seek(partition: number, offset: number, known: number): void {
    this.seeks.push(offset);
    this.known.push(known);
    const records = this.records.slice(offset);
    setImmediate(() => {
      if (records.length > 0) this.listener?.records({ partition, records, endOffset: this.records.length });
      this.listener?.caughtUp(partition, this.records.length);
    });
  }

  pause(): void {}

  resume(): void {}

  async stop(): Promise<void> {
    this.listener = null;
  }
}
