import { access, constants } from 'node:fs/promises';
import { asFileProblem } from '../files/file-problem.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventSource, SourceListener } from '../ports/event-source.ts';
import { readBytes } from '../readers/read-bytes.ts';
import { LINE_BYTES_MAX } from '../readers/read-lines.ts';
import { inputName } from '../readers/read-records.ts';
import { Gate } from './gate.ts';
import { type ByteLine, LineCutter } from './line-cutter.ts';
import { recordOfLine } from './record-of-line.ts';
import { tailFile } from './tail-file.ts';

export interface FileSourceOptions {
  readonly path: string;
  readonly clock: Clock;
  /** Go on with what is written behind the end later; not for packed files. */
  readonly follow?: boolean;
  /** Of a longer line only so much, and one byte, is delivered. */
  readonly lineBytesMax?: number;
}

/** A file has one partition. */
const PARTITION = 0;

/**
 * An NDJSON file, plain or gzip, as a source. The offset of a record is the number of its line, from 1, so that what is
 * said of a record leads to it, and `seek` reads (and throws away) what is before it: lines have no index, and a
 * gigabyte is read in about a second. Nobody knows when a line arrived (semantics, rule 3).
 */
export class FileSource implements EventSource {
  readonly name: string;
  readonly isFile = true;
  /**
   * The offset that comes next when all was delivered; stays open for ever where the file is followed, or the source
   * is stopped before.
   */
  readonly finished: Promise<number>;

  readonly #options: FileSourceOptions;
  readonly #gate = new Gate();
  #finish: (nextOffset: number) => void = () => {};
  #listener: SourceListener | null = null;
  #reading = new AbortController();
  #read: Promise<void> = Promise.resolve();

  /** Throws `FileProblem` where the name of the file cannot be part of an id. */
  constructor(options: FileSourceOptions) {
    this.#options = options;
    this.name = inputName(options.path);
    this.finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  async start(listener: SourceListener): Promise<void> {
    const { path } = this.#options;
    await access(path, constants.R_OK).catch((error: unknown) => {
      throw asFileProblem(path, error);
    });
    this.#listener = listener;
    listener.assigned([PARTITION]);
  }

  seek(_partition: number, offset: number): void {
    const listener = this.#listener;
    if (listener === null) return;
    this.#reading.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#read = this.#deliver(offset, listener, reading.signal).catch((error: unknown) => {
      if (!reading.signal.aborted)
        listener.failed(error instanceof Error ? error : new Error(String(error)), false);
    });
  }

  pause(): void {
    this.#gate.close();
  }

  resume(): void {
    this.#gate.open();
  }

  async stop(): Promise<void> {
    this.#listener = null;
    this.#reading.abort();
    await this.#read;
  }

  async #deliver(from: number, listener: SourceListener, signal: AbortSignal): Promise<void> {
    const lines = new LineCutter(this.#options.lineBytesMax ?? LINE_BYTES_MAX);
    let next = from;
    const hand = (cut: readonly ByteLine[], endOffset: number | null): void => {
      const records = cut.filter(({ line }) => line >= from).map((line) => recordOfLine(line));
      if (records.length > 0) listener.records({ partition: PARTITION, records, endOffset });
      next = Math.max(next, (records.at(-1)?.offset ?? 0) + 1);
    };
    await this.#gate.pass(signal);
    for await (const piece of this.#pieces(signal)) {
      if (signal.aborted) return;
      if (piece === null) listener.caughtUp(PARTITION, next);
      else hand(lines.take(piece), null);
      await this.#gate.pass(signal);
      if (signal.aborted) return;
    }
    if (signal.aborted) return;
    const last = lines.end();
    hand(last, lines.count + 1);
    listener.caughtUp(PARTITION, next);
    this.#finish(next);
  }

  #pieces(signal: AbortSignal): AsyncIterable<Buffer | null> {
    const { path, clock, follow = false } = this.#options;
    return follow ? tailFile(path, clock, signal) : readBytes(path, { standardInput: NOTHING });
  }
}

/** Standard input is a source of its own: it cannot be read twice. */
const NOTHING: AsyncIterable<Uint8Array> = (async function* () {})();
