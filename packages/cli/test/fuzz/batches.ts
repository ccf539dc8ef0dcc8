import type { Random } from './random.ts';
import {
  goodCells,
  goodEvent,
  goodHook,
  goodUser,
  goodUserCells,
  type Json,
  mutated,
  mutatedCells,
  mutatedText,
  rowHeader,
  userHeader,
} from './records.ts';

/** What is known of a line of input before it is read. */
type Expected = 'good' | 'bad' | 'unknown';

export interface Batch {
  /** The name tells the format. */
  readonly file: string;
  readonly source?: string;
  readonly content: Buffer;
  /** By line, from 1. Empty where the bytes were touched afterwards and nothing is known. */
  readonly expected: ReadonlyMap<number, Expected>;
}

const RECORDS = 100;

export function eventsBatch(random: Random): Batch {
  const kind = random.below(3);
  if (kind === 0) return jsonBatch(random, 'events.ndjson', goodEvent);
  if (kind === 1) return { ...jsonBatch(random, 'hooks.ndjson', goodHook), source: 'hooks' };
  return { ...csvBatch(random, 'rows.csv', rowHeader, goodCells), source: 'rows' };
}

export function usersBatch(random: Random): Batch {
  return random.chance(0.5)
    ? jsonBatch(random, 'users.ndjson', goodUser)
    : csvBatch(random, 'users.csv', userHeader, goodUserCells);
}

function jsonBatch(random: Random, file: string, make: (random: Random, at: number) => Json): Batch {
  const expected = new Map<number, Expected>();
  const lines: string[] = [];
  for (let at = 0; at < RECORDS; at++) {
    const good = make(random, at);
    const kind = random.next();
    const text = JSON.stringify(kind < 0.4 ? good : mutated(random, good));
    const line = kind < 0.8 ? text : kind < 0.97 ? mutatedText(random, text) : '';
    lines.push(line);
    if (line !== '' && line !== '\r')
      expected.set(at + 1, kind < 0.4 ? 'good' : isObjectText(line) ? 'unknown' : 'bad');
  }
  return touched(random, file, lines, expected);
}

function csvBatch(
  random: Random,
  file: string,
  header: readonly string[],
  make: (random: Random, at: number) => string[],
): Batch {
  const expected = new Map<number, Expected>();
  const head = random.chance(0.9) ? header : mutatedCells(random, header);
  const lines = [rowText(random, head)];
  for (let at = 0; at < RECORDS; at++) {
    const good = make(random, at);
    const kind = random.next();
    const cells = kind < 0.4 ? good : mutatedCells(random, good);
    const line =
      kind < 0.9 ? rowText(random, cells) : kind < 0.97 ? mutatedText(random, rowText(random, cells)) : '';
    lines.push(line);
    // A mutated neighbour may have opened a quote, so only damage that stays in its line is foretold elsewhere.
    if (head === header && kind < 0.4) expected.set(at + 2, 'unknown');
  }
  return touched(random, file, lines, expected);
}

function rowText(random: Random, cells: readonly string[]): string {
  return cells
    .map((cell) => (/[",\n\r]/.test(cell) || random.chance(0.1) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',');
}

/** Sometimes a few bytes are overwritten or cut off, as disks and networks do. */
function touched(
  random: Random,
  file: string,
  lines: readonly string[],
  expected: ReadonlyMap<number, Expected>,
): Batch {
  const mark = random.chance(0.05) ? '\ufeff' : '';
  const end = random.chance(0.2) ? '\r\n' : '\n';
  const content = Buffer.from(mark + lines.join(end) + (random.chance(0.5) ? end : ''));
  if (!random.chance(0.3)) return { file, content, expected };
  for (let i = random.below(8); i >= 0; i--) content[random.below(content.length)] = random.below(256);
  const cut = random.chance(0.3) ? content.subarray(0, random.below(content.length)) : content;
  return { file, content: cut, expected: new Map() };
}

function isObjectText(text: string): boolean {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json);
  } catch {
    return false;
  }
}
