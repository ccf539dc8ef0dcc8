import type { History } from '../history/history.ts';
import { withoutChunks } from './chunks.ts';

/** Fewer records, rows and instants. */
export function* fewerRecords(history: History): Generator<History> {
  for (const records of withoutChunks(history.records)) yield { ...history, records };
  for (const userRows of withoutChunks(history.userRows)) yield { ...history, userRows };
  for (const instants of withoutChunks(history.instants.slice(0, -1)))
    yield { ...history, instants: [...instants, history.endMs] };
}

/** Records and rows that say less. */
export function* plainerRecords(history: History): Generator<History> {
  for (const records of plainerLines(history.records)) yield { ...history, records };
  for (const userRows of plainerLines(history.userRows)) yield { ...history, userRows };
}

function* plainerLines(lines: readonly string[]): Generator<readonly string[]> {
  for (const [i, line] of lines.entries()) {
    for (const plainer of plainerLine(line)) yield lines.with(i, plainer);
  }
}

function* plainerLine(line: string): Generator<string> {
  const record = parse(line);
  if (record === undefined) return;
  for (const smaller of withoutMembers(record)) yield JSON.stringify(smaller);
  const data = parse(JSON.stringify(record['data']));
  if (data === undefined) return;
  for (const smaller of withoutMembers(data)) yield JSON.stringify({ ...record, data: smaller });
}

function parse(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function* withoutMembers(record: Readonly<Record<string, unknown>>): Generator<object> {
  for (const name of Object.keys(record)) {
    // Without these it would be another kind of record.
    if (['type', 'subject', 'user', 'time', 'id'].includes(name)) continue;
    const { [name]: _, ...rest } = record;
    yield rest;
  }
}
