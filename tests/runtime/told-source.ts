import type {
  EventSource,
  RecordRun,
  SourceListener,
} from '../../packages/runtime/src/ports/event-source.ts';
import { recordAt } from './record-at.ts';

/** One partition of which a test tells what the source finds, call by call. */
export class ToldSource implements EventSource {
  readonly name = 'events';
  readonly seeks: number[] = [];
  paused = false;
  private listener: SourceListener | null = null;

  async start(listener: SourceListener): Promise<void> {
    this.listener = listener;
    listener.assigned([0]);
  }

  seek(_partition: number, offset: number): void {
    this.seeks.push(offset);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  async stop(): Promise<void> {
    this.listener = null;
  }

  finds(records: readonly (readonly [offset: number, event: object])[], endOffset: number | null): void {
    const found = records.map(([offset, event]) => recordAt(offset, event));
    this.gives(found, endOffset);
  }

  gives(records: RecordRun, endOffset: number | null = null): void {
    this.listener?.records({ partition: 0, records, endOffset });
  }

  isAtEnd(offset: number): void {
    this.listener?.caughtUp(0, offset);
  }

  endsAt(offset: number): void {
    this.listener?.endsAt?.(0, offset);
  }
}
