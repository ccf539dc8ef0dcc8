import { randomUUID } from 'node:crypto';
import { type FileHandle, open, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { FileProblem } from '../files/file-problem.ts';
import { syncFolder } from '../files/sync-folder.ts';
import type { Clock } from '../ports/clock.ts';
import {
  OUTPUTS,
  type OutboxRow,
  type Output,
  type PartitionSink,
  type Position,
  SinkFenced,
} from '../ports/effect-sink.ts';
import { withLock } from './file-lock.ts';
import { type FilePosition, readPosition, writePosition } from './position-file.ts';
import { lineOfRow } from './row-line.ts';

export interface FilePartitionOptions {
  readonly folder: string;
  readonly partition: number;
  readonly clock: Clock;
  readonly nameOf: (output: Output) => string;
}

/** Nothing was published yet: before the first record, and before the first row. */
const NEVER: Position = { nextOffset: -1, seq: 0 };

/**
 * The files of one partition. To publish is: under the lock, see that nobody else has opened it; append; wait for the
 * disk; put the new position in the place of the old one, which is what makes the rows count.
 */
export class FilePartition implements PartitionSink {
  readonly published: Position | null;
  readonly #options: FilePartitionOptions;
  #last: FilePosition;
  readonly #files = new Map<string, FileHandle>();
  #isClosed = false;

  /** Takes the partition over from whoever had it, and cuts off what they did not finish. */
  static open(options: FilePartitionOptions): Promise<FilePartition> {
    return withLock(lockOf(options), options.clock, async () => {
      const found = await readPosition(positionOf(options));
      const owner = randomUUID();
      const taken: FilePosition = found === null ? { ...NEVER, owner, bytes: {} } : { ...found, owner };
      // The owner goes first: a crash in between leaves files too long, which the next one cuts back as well.
      await writePosition(positionOf(options), taken);
      await cutBack(options, taken);
      return new FilePartition(options, taken);
    });
  }

  private constructor(options: FilePartitionOptions, taken: FilePosition) {
    this.#options = options;
    this.#last = taken;
    const { nextOffset, seq } = taken;
    this.published = nextOffset === NEVER.nextOffset ? null : { nextOffset, seq };
  }

  publish(rows: readonly OutboxRow[], { nextOffset, seq }: Position): Promise<void> {
    return withLock(lockOf(this.#options), this.#options.clock, async () => {
      const found = await readPosition(positionOf(this.#options));
      if (found?.owner !== this.#last.owner) throw this.#fenced('was opened by somebody else');
      const bytes = { ...this.#last.bytes };
      for (const [name, lines] of this.#linesByFile(rows)) {
        const end = bytes[name] ?? 0;
        bytes[name] = end + (await this.#append(name, lines, end));
      }
      const position = { ...this.#last, nextOffset, seq, bytes };
      await writePosition(positionOf(this.#options), position);
      this.#last = position;
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const files = [...this.#files.values()];
    this.#files.clear();
    await Promise.all(files.map((file) => file.close()));
  }

  #linesByFile(rows: readonly OutboxRow[]): ReadonlyMap<string, string> {
    const lines = new Map<string, string>();
    for (const row of rows) {
      const name = this.#options.nameOf(row.output);
      lines.set(name, (lines.get(name) ?? '') + lineOfRow(row));
    }
    return lines;
  }

  /** At the place where the published bytes end, so that what an attempt before left there is written over. */
  async #append(name: string, lines: string, end: number): Promise<number> {
    const file = await this.#fileOf(name);
    const bytes = Buffer.from(lines);
    for (let from = 0; from < bytes.length; ) {
      from += (await file.write(bytes, from, bytes.length - from, end + from)).bytesWritten;
    }
    await file.datasync();
    return bytes.length;
  }

  async #fileOf(name: string): Promise<FileHandle> {
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    const path = join(this.#options.folder, name);
    const isNew = (await stat(path).catch(() => null)) === null;
    const file = await open(path, isNew ? 'w' : 'r+');
    // Closed while it publishes: nobody would close this one any more.
    if (this.#isClosed) {
      await file.close();
      throw this.#fenced('was let go of');
    }
    this.#files.set(name, file);
    if (isNew) await syncFolder(this.#options.folder);
    return file;
  }

  #fenced(why: string): SinkFenced {
    return new SinkFenced(`partition ${this.#options.partition} of ${this.#options.folder} ${why}`);
  }
}

function positionOf({ folder, partition }: FilePartitionOptions): string {
  return join(folder, `position-${partition}.json`);
}

function lockOf({ folder, partition }: FilePartitionOptions): string {
  return join(folder, `position-${partition}.lock`);
}

/** Files that the position does not name were never published to, but may have been begun. */
async function cutBack({ folder, nameOf }: FilePartitionOptions, { bytes }: FilePosition): Promise<void> {
  const names = new Set([...Object.keys(bytes), ...OUTPUTS.map(nameOf)]);
  for (const name of names) {
    const path = join(folder, name);
    const size = (await stat(path).catch(() => null))?.size ?? 0;
    const published = bytes[name] ?? 0;
    if (size < published) {
      throw new FileProblem(
        path,
        `${size} of the ${published} bytes that were published are there; put it back, or begin anew in another folder`,
      );
    }
    if (size > published) await truncate(path, published);
  }
}
