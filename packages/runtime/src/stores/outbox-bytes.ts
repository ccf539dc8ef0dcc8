import { ByteReader, ByteWriter, SnapshotError } from '@nudge/engine';
import type { OutboxRow, Output } from '../ports/effect-sink.ts';
import { UnreadableBytes } from './unreadable-bytes.ts';

const VERSION = 1;

/** A number of its own for each, which stays when others are added. */
const CODES: Readonly<Record<Output, number>> = {
  nudges: 0,
  segments: 1,
  decisions: 2,
  late: 3,
  'dead-letter': 4,
};
const OUTPUT_OF: ReadonlyMap<number, Output> = new Map(
  Object.entries(CODES).map(([output, code]) => [code, output as Output]),
);

/** Writing is synchronous, so one for all will do. */
const writer = new ByteWriter();

/** The byte form of a row that every store keeps: version, numbers, key, headers, and the value as it stands. */
export function encodeOutboxRow(row: OutboxRow): Uint8Array {
  writer.reset();
  writer.byte(VERSION);
  writer.varint(row.seq);
  // −1 stands for "no record yet".
  writer.varint(row.offset + 1);
  writer.byte(CODES[row.output]);
  writer.text(row.key);
  writer.varint(row.headers.length);
  for (const [name, value] of row.headers) {
    writer.text(name);
    writer.text(value);
  }
  writer.bytes(row.value);
  return writer.finish();
}

/** The row shares no memory with `bytes`. Throws `UnreadableBytes`. */
export function decodeOutboxRow(bytes: Uint8Array): OutboxRow {
  try {
    return read(new ByteReader(bytes));
  } catch (error) {
    if (error instanceof SnapshotError)
      throw new UnreadableBytes('an outbox row is damaged', { cause: error });
    throw error;
  }
}

function read(reader: ByteReader): OutboxRow {
  const version = reader.byte();
  if (version !== VERSION) {
    throw new UnreadableBytes(
      `an outbox row has the byte form ${version}; this version of nudge reads ${VERSION}`,
    );
  }
  const seq = reader.varint();
  const offset = reader.varint() - 1;
  const code = reader.byte();
  const output = OUTPUT_OF.get(code);
  if (output === undefined) throw new UnreadableBytes(`an outbox row is for the unknown output ${code}`);
  const key = reader.text();
  const headers: [string, string][] = [];
  for (let left = reader.varint(); left > 0; left--) headers.push([reader.text(), reader.text()]);
  // `slice` of a `Buffer` would share its memory.
  const value = new Uint8Array(reader.bytes());
  if (!reader.atEnd()) throw new UnreadableBytes('an outbox row is longer than what it holds');
  return { seq, offset, output, key, value, headers };
}
