import { displayLine } from '@nudge/dsl';
import type { Paint } from '../paint.ts';
import {
  type CompiledFacts,
  compiledText,
  type OutputFacts,
  outputText,
  recordsTable,
  secondsText,
} from '../running/summary.ts';
import { tableText } from '../running/table.ts';
import { countOf, grouped } from '../session.ts';
import type { Answered, BatchFacts } from './batch-records.ts';

export interface BatchSummary extends BatchFacts {
  readonly compiled: CompiledFacts;
  readonly warehouse: string;
  readonly elapsedMs: number;
  readonly output: OutputFacts;
}

/** What a batch did, for people. */
export function batchSummaryText(facts: BatchSummary, paint: Paint): string {
  const { compiled, counts, answered, rowsLoaded, warehouse, elapsedMs, output } = facts;
  const parts = [
    `${paint.bold(compiledText(compiled))}\n`,
    answersTable('segment', 'members', answered, paint),
    answersTable('metric', 'users', answered, paint),
    recordsTable(counts, [['rejected', counts.rejected]], paint),
    `${countOf(counts.records, 'record')}, ${countOf(rowsLoaded, 'row')} in ${displayLine(warehouse)}, ` +
      `${countOf(answered.length, 'statement')} in ${secondsText(elapsedMs)}\n${outputText(output, paint)}`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function answersTable(
  kind: Answered['kind'],
  counted: string,
  answered: readonly Answered[],
  paint: Paint,
): string {
  const rows = answered
    .filter((one) => one.kind === kind)
    .map(({ name, rows, elapsedMs }) => [name, grouped(rows), secondsText(elapsedMs)]);
  return rows.length === 0 ? '' : tableText([kind, counted, 'time'], rows, paint);
}
