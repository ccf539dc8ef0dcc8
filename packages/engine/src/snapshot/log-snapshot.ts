import type { EventSchema, Value } from '../contract/manifest.ts';
import type { Row } from '../contract/rules.ts';
import { createFolded, type Folded } from '../state/folded.ts';
import { beginFill, fillEntry, instantAt, type Log, summand } from '../state/log.ts';
import { type ByteReader, type ByteWriter, SnapshotError } from './bytes.ts';
import {
  POSITIVE,
  readExact,
  readMany,
  readRow,
  readValue,
  writeMany,
  writeRow,
  writeValue,
} from './values.ts';

/** What follows an entry's instant, and the log; so that a log that the rules no longer have can be passed over. */
const HAS = { ids: 1, values: 2, rows: 4, folded: 8 } as const;

/** The first instant is its distance from `base`, the others are those from the one before. */
export function writeLog(out: ByteWriter, log: Log, event: EventSchema, base: number): void {
  const { size, width, ids, values, folded } = log;
  const rows = ids !== null && values !== null && isRow(values[0]);
  out.byte(
    (ids !== null && !rows ? HAS.ids : 0) |
      ((values !== null || width === 2) && !rows ? HAS.values : 0) |
      (rows ? HAS.rows : 0) |
      (folded !== null ? HAS.folded : 0),
  );
  if (folded !== null) writeFolded(out, folded);
  out.varint(size);
  if (ids === null && values === null && folded === null && log.steady && size > 0) {
    writePlain(out, log, base);
    return;
  }
  for (let i = 0; i < size; i++) {
    out.varint(i === 0 ? base - instantAt(log, 0) : instantAt(log, i) - instantAt(log, i - 1));
    if (rows) {
      writeRow(out, (values as Row[])[i] as Row, event);
      continue;
    }
    if (ids !== null) out.text(ids[i] as string);
    if (values !== null) writeValue(out, values[i] as Value);
    else if (width === 2) writeValue(out, summand(log, i));
  }
}

/** The entries of a log that is only counted and summed and whose sums never fall, which most are: the same bytes. */
function writePlain(out: ByteWriter, log: Log, base: number): void {
  const { cells, start, size, width } = log;
  const first = cells[start] as number;
  out.varint(base - first);
  // Of a steady log all cells are numbers.
  if (width === 2) out.risingPairs(cells as number[], start, size, log.base as number, POSITIVE);
  else out.rising(cells as number[], start, size);
}

function isRow(entry: unknown): boolean {
  return typeof entry === 'object' && entry !== null && !Array.isArray(entry);
}

/** Without a log to put it into, which is empty so far, what is read is passed over. */
export function readLog(
  input: ByteReader,
  log: Log | null,
  event: EventSchema | null,
  user: { readonly tenant: string; readonly user: string },
  base: number,
): void {
  const has = input.byte();
  const folded = (has & HAS.folded) === 0 ? null : readFolded(input, log?.folded?.functions ?? []);
  const count = input.varint();
  if (count > input.left) throw new SnapshotError('the snapshot ends too early');
  if (log !== null) {
    if (folded !== null && log.folded !== null) log.folded = folded;
    beginFill(log, count);
  }
  let at = 0;
  for (let i = 0; i < count; i++) {
    at = i === 0 ? base - input.varint() : at + input.varint();
    const row = (has & HAS.rows) === 0 ? null : readRow(input, event, user.tenant, user.user);
    const id = (has & HAS.ids) === 0 ? (row?.id ?? '') : input.text();
    const value = (has & HAS.values) === 0 ? null : readValue(input);
    if (log === null) continue;
    // A log that kept no ids so far, under rules that need them now: its entries come before others of their instant.
    log.ids?.push(id);
    log.values?.push(row ?? value);
    fillEntry(log, at, value);
  }
}

function writeFolded(out: ByteWriter, folded: Folded): void {
  out.varint(folded.count);
  writeValue(out, folded.sum);
  for (const value of [folded.min, folded.max, folded.first, folded.last]) writeValue(out, value);
  writeMany(out, [...folded.distinct], writeValue);
}

function readFolded(input: ByteReader, functions: Folded['functions']): Folded {
  return {
    ...createFolded(functions),
    count: input.varint(),
    sum: readExact(input),
    min: readValue(input),
    max: readValue(input),
    first: readValue(input),
    last: readValue(input),
    distinct: new Set(readMany(input, readValue)),
  };
}
