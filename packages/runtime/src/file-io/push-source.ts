import type { EventSource, SourceListener, SourceRecord } from '../ports/event-source.ts';
import { Gate, until } from './gate.ts';
import { RecordLog } from './record-log.ts';

/** A record that somebody hands over. */
export type PushedRecord = Omit<SourceRecord, 'offset'>;

export interface PushSourceOptions {
  readonly name: string;
  /** Records and bytes that were delivered and are kept, for a `seek` back: more than a worker holds in hand. */
  readonly keptRecords?: number;
  readonly keptBytes?: number;
}

const PARTITION = 0;
const BATCH_RECORDS = 1_000;

/** `push` waits while so many records are undelivered. */
const UNDELIVERED_MAX = 10_000;

/**
 * A source of records that are pushed in this process: by an HTTP endpoint, or from standard input. They live in
 * memory only, so the offset that the worker first asks for is where numbering begins: what an earlier process was
 * given is in the store or lost. A later `seek` goes back as far as records are kept.
 */
export class PushSource implements EventSource {
  readonly name: string;
  readonly isStream = true;
  readonly #log: RecordLog;
  readonly #gate = new Gate();
  readonly #stopped = new AbortController();
  /** Open once the worker has said where to begin. */
  readonly #begun = new Gate();
  /** Open while there is something to deliver. */
  readonly #filled = new Gate();
  /** Open while there is not too much of it. */
  readonly #room = new Gate();
  #listener: SourceListener | null = null;
  #delivering = new AbortController();
  /** The offset that is to be delivered next. */
  #cursor = 0;

  constructor({ name, keptRecords = 50_000, keptBytes = 128 * 1024 * 1024 }: PushSourceOptions) {
    this.name = name;
    this.#log = new RecordLog(keptRecords, keptBytes);
    this.#begun.close();
    this.#filled.close();
  }

  /**
   * Takes records in and gives the offset of the first, once there is room and the worker has said where to begin.
   * Rejects when the source is stopped before.
   */
  async push(records: readonly PushedRecord[]): Promise<number> {
    const { signal } = this.#stopped;
    await this.#begun.pass(signal);
    // Somebody else may fill the room before it is this one's turn.
    do await this.#room.pass(signal);
    while (this.#room.isClosed && !signal.aborted);
    if (signal.aborted) throw new Error('the source was stopped');
    const first = this.#log.append(records);
    this.#update();
    if (this.#gate.isClosed) this.#listener?.endsAt?.(PARTITION, this.#log.nextOffset);
    return first;
  }

  async start(listener: SourceListener): Promise<void> {
    this.#listener = listener;
    listener.assigned([PARTITION]);
  }

  seek(_partition: number, offset: number): void {
    const listener = this.#listener;
    if (listener === null) return;
    this.#delivering.abort();
    const delivering = new AbortController();
    this.#delivering = delivering;
    this.#cursor = this.#log.startAt(offset);
    this.#begun.open();
    this.#update();
    void this.#deliver(listener, delivering.signal);
  }

  pause(): void {
    this.#gate.close();
  }

  resume(): void {
    this.#gate.open();
  }

  async stop(): Promise<void> {
    this.#listener = null;
    this.#delivering.abort();
    this.#stopped.abort();
  }

  async #deliver(listener: SourceListener, signal: AbortSignal): Promise<void> {
    for (;;) {
      // Never inside `seek` or `push`: whoever called it is in the middle of something.
      await until(Promise.resolve(), signal);
      await this.#gate.pass(signal);
      if (signal.aborted) return;
      const records = this.#log.from(this.#cursor, BATCH_RECORDS);
      const last = records.at(-1);
      if (last === undefined) {
        listener.caughtUp(PARTITION, this.#cursor);
        await this.#filled.pass(signal);
        continue;
      }
      this.#cursor = last.offset + 1;
      this.#log.dropBefore(this.#cursor);
      this.#update();
      listener.records({ partition: PARTITION, records, endOffset: this.#log.nextOffset });
    }
  }

  #update(): void {
    const undelivered = this.#log.nextOffset - this.#cursor;
    if (undelivered > 0) this.#filled.open();
    else this.#filled.close();
    if (undelivered < UNDELIVERED_MAX) this.#room.open();
    else this.#room.close();
  }
}
