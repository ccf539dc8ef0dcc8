import {
  GATE_COLUMNS,
  LATENCY_COLUMNS,
  STAGE_COLUMNS,
  STEADY_COLUMNS,
  throughputColumns,
} from '../e2e/columns.ts';
import { markdownTable } from './markdown.ts';
import type { Results } from './results.ts';

/** What of `npm run bench:e2e` was measured; a part without rows was not asked for. */
export function endToEndTables(results: Results): ReadonlyMap<string, string> {
  const { gate = [], throughput = [], stages = [], latency = [], steady = [], setting } = results;
  const tables = new Map<string, string>();
  const put = (name: string, rows: readonly unknown[], table: () => string): void => {
    if (rows.length === 0) return;
    const quiet =
      setting === undefined
        ? ''
        : `\n\nPinned: ${setting.pinned}. Load when it began: ${setting.loadAverage.toFixed(2)}.`;
    tables.set(`e2e-${name}`, `${table()}${quiet}`);
  };
  put('gate', gate, () => markdownTable(gate, GATE_COLUMNS));
  put('throughput', throughput, () => markdownTable(throughput, throughputColumns(throughput)));
  put('stages', stages, () => markdownTable(stages, STAGE_COLUMNS));
  put('latency', latency, () => markdownTable(latency, LATENCY_COLUMNS));
  put('steady', steady, () => markdownTable(steady, STEADY_COLUMNS));
  return tables;
}
