import { aimsTable } from './aims-table.ts';
import { endToEndTables } from './end-to-end-tables.ts';
import { fillTables } from './markdown.ts';
import { plotSvg } from './plot.ts';
import type { Results } from './results.ts';
import { statefulTable } from './stateful-table.ts';
import { stagesTable, statelessTable } from './stateless-tables.ts';
import { toolTable } from './tool-table.ts';

interface Report {
  readonly page: string;
  /** `null`: nothing was measured that belongs there. */
  readonly plot: string | null;
}

/** The page with the tables of what was measured; the others stay as they are. */
export function writtenReport(page: string, results: Results): Report {
  const { stateless, stateful, compile, load } = results;
  const tables = new Map<string, string>();
  const put = (name: string, table: string): void => {
    tables.set(name, `${table}\n\n${machineText(results)}`);
  };
  if (stateless !== undefined) {
    put('stateless', statelessTable(stateless));
    put('stages', stagesTable(stateless));
  }
  if (stateful !== undefined) put('stateful', statefulTable(stateful));
  if (compile !== undefined) put('compile', toolTable(compile));
  if (load !== undefined) put('load', toolTable(load));
  for (const [name, table] of endToEndTables(results)) put(name, table);
  // Each ratio is within one section, and so of one run.
  if (stateless && stateful && compile && load) put('aims', aimsTable(results));
  return {
    page: fillTables(page, tables),
    plot: stateless === undefined ? null : plotSvg(stateless),
  };
}

/** Below each table, since tables may come from different runs. */
function machineText({ machine: { node, cpu, cores, memoryGB } }: Results): string {
  return `<sub>Node ${node}, ${cores} × ${cpu}, ${memoryGB} GB</sub>`;
}
