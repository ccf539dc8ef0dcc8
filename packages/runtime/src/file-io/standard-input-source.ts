import { asFileProblem } from '../files/file-problem.ts';
import type { EventSource, SourceListener } from '../ports/event-source.ts';
import { readBytes } from '../readers/read-bytes.ts';
import { LINE_BYTES_MAX } from '../readers/read-lines.ts';
import { type ByteLine, LineCutter } from './line-cutter.ts';
import { PushSource } from './push-source.ts';
import { recordOfLine } from './record-of-line.ts';

export interface StandardInputSourceOptions {
  readonly standardInput: AsyncIterable<Uint8Array>;
  readonly lineBytesMax?: number;
}

/**
 * Standard input, NDJSON, plain or gzip. A stream cannot be read again: it is read from where it stands, and its first
 * record gets the offset that is asked for (from 1), as what came before that came to an earlier process. So a worker
 * that died with records in hand has lost them; events that must not be lost come from a file or from Kafka.
 */
export class StandardInputSource implements EventSource {
  readonly name: string = '-';
  readonly isFile = true;
  readonly isStream = true;
  /** The offset that comes next when all was delivered to the worker's queue. */
  readonly finished: Promise<number>;

  readonly #options: StandardInputSourceOptions;
  readonly #records = new PushSource({ name: '-' });
  #finish: (nextOffset: number) => void = () => {};
  #nextOffset: number | null = null;
  #listener: SourceListener | null = null;
  #caughtUpAt: number | null = null;

  constructor(options: StandardInputSourceOptions) {
    this.#options = options;
    this.finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  start(listener: SourceListener): Promise<void> {
    this.#listener = listener;
    const telling: SourceListener = {
      assigned: (partitions) => listener.assigned(partitions),
      records: (batch) => listener.records(batch),
      caughtUp: (partition, offset) => {
        listener.caughtUp(partition, offset);
        this.#caughtUpAt = offset;
        this.#finishIfDone();
      },
      endsAt: (partition, offset) => listener.endsAt?.(partition, offset),
      failed: (error, retriable) => listener.failed(error, retriable),
    };
    void this.#pump();
    return this.#records.start(telling);
  }

  seek(partition: number, offset: number): void {
    this.#records.seek(partition, Math.max(offset, 1));
  }

  pause(): void {
    this.#records.pause();
  }

  resume(): void {
    this.#records.resume();
  }

  async stop(): Promise<void> {
    this.#listener = null;
    await this.#records.stop();
  }

  #finishIfDone(): void {
    if (this.#nextOffset !== null && this.#caughtUpAt === this.#nextOffset) this.#finish(this.#nextOffset);
  }

  async #pump(): Promise<void> {
    const lines = new LineCutter(this.#options.lineBytesMax ?? LINE_BYTES_MAX);
    const push = (cut: readonly ByteLine[]): Promise<number> => this.#records.push(cut.map(recordOfLine));
    try {
      for await (const piece of readBytes('-', this.#options)) await push(lines.take(piece));
      const last = lines.end();
      this.#nextOffset = (await push(last)) + last.length;
      this.#finishIfDone();
    } catch (error) {
      // Stopped: nobody waits for the rest.
      this.#listener?.failed(asFileProblem('standard input', error) as Error, false);
    }
  }
}
