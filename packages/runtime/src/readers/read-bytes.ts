import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { asFileProblem } from '../files/file-problem.ts';

export interface ReadBytesOptions {
  /** What `-` stands for. */
  readonly standardInput: AsyncIterable<Uint8Array>;
  /** Told of every piece as it comes from the disk, before it is unpacked. */
  readonly onBytes?: (count: number) => void;
}

/**
 * The bytes of a file, or of standard input for `-`, unpacked if they begin as gzip does (by content, as a name may
 * lie and standard input has none). Throws `FileProblem`, also in the middle.
 */
export async function* readBytes(path: string, options: ReadBytesOptions): AsyncGenerator<Buffer> {
  const raw = path === '-' ? options.standardInput : createReadStream(path, { highWaterMark: 1 << 18 });
  try {
    const counted = count(raw, options.onBytes);
    const head = await firstBytes(counted, 2);
    const whole = startingWith(head, counted);
    yield* head[0] === 0x1f && head[1] === 0x8b ? unpack(whole) : whole;
  } catch (error) {
    throw asFileProblem(path === '-' ? 'standard input' : path, error);
  }
}

async function* count(
  source: AsyncIterable<Uint8Array>,
  onBytes: ((count: number) => void) | undefined,
): AsyncGenerator<Buffer> {
  for await (const piece of source) {
    onBytes?.(piece.length);
    yield Buffer.isBuffer(piece) ? piece : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  }
}

/** Reads until there are `atLeast` bytes: a pipe may hand them over one by one. */
async function firstBytes(source: AsyncIterator<Buffer>, atLeast: number): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < atLeast) {
    const next = await source.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* startingWith(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield head;
    yield* rest;
  } finally {
    // Who stops at the head has not begun `rest`, and its file would stay open.
    await rest.return(undefined);
  }
}

function unpack(source: AsyncIterable<Buffer>): Readable {
  const gunzip = createGunzip({ chunkSize: 1 << 17 });
  // An error of the source reaches the reader through `gunzip`, which the pipeline destroys with it.
  pipeline(source, gunzip, () => {});
  return gunzip;
}
