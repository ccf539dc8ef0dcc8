import type {
  EventSource,
  SourceListener,
  SourceRecord,
} from '../../packages/runtime/src/ports/event-source.ts';

/** One partition of which a test tells what the source finds, call by call. */
export class ToldSource implements EventSource {
  readonly name = 'events';
  readonly seeks: number[] = [];
  private listener: SourceListener | null = null;

  async start(listener: SourceListener): Promise<void> {
    this.listener = listener;
    listener.assigned([0]);
  }

  seek(_partition: number, offset: number): void {
    this.seeks.push(offset);
  }

  pause(): void {}

  resume(): void {}

  async stop(): Promise<void> {
    this.listener = null;
  }

  finds(records: readonly (readonly [offset: number, event: object])[], endOffset: number | null): void {
    const found = records.map(([offset, event]): SourceRecord => {
      const value = Buffer.from(JSON.stringify(event));
      return { offset, value, key: null, arrivalMs: null, headers: null };
    });
    this.listener?.records({ partition: 0, records: found, endOffset });
  }

  isAtEnd(offset: number): void {
    this.listener?.caughtUp(0, offset);
  }

  endsAt(offset: number): void {
    this.listener?.endsAt?.(0, offset);
  }
}
