// `npm run bench:e2e`: see `--help`.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { answer } from '../../../scripts/asking/answer.ts';
import { thisMachine } from '../machine.ts';
import { endProgress } from '../progress.ts';
import { Workspace } from '../sections/workspace.ts';
import { type Column, tableLines } from '../table.ts';
import { writeJson } from '../write-json.ts';
import { type Request, readArguments, USAGE } from './args.ts';
import { findServices } from './broker.ts';
import {
  GATE_COLUMNS,
  LATENCY_COLUMNS,
  PROFILE_COLUMNS,
  STAGE_COLUMNS,
  STEADY_COLUMNS,
  throughputColumns,
} from './columns.ts';
import { findCores } from './cores.ts';
import type { Setting } from './rows.ts';
import { type Rows, run } from './run.ts';
import { Topics } from './topics.ts';
import { killWorkers } from './worker-process.ts';

async function measure(request: Request): Promise<void> {
  const machine = thisMachine();
  const cores = findCores();
  const setting: Setting = { pinned: cores.text, loadAverage: loadavg()[0] ?? 0, events: request.events };
  console.log(
    `Node ${machine.node}, ${machine.cores} × ${machine.cpu}, ${machine.memoryGB} GB; ${cores.text}`,
  );
  console.log(`load when it began: ${setting.loadAverage.toFixed(2)}\n`);
  // The last that was begun is the first to be ended, however it goes.
  const endings: (() => void | Promise<void>)[] = [endProgress];
  const end = async (): Promise<void> => {
    for (let ending = endings.pop(); ending !== undefined; ending = endings.pop()) await ending();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void end().then(() => process.exit(130)));
  try {
    const workspace = new Workspace();
    endings.push(() => workspace.end());
    const folder = mkdtempSync(join(tmpdir(), 'nudge-bench-e2e-'));
    endings.push(() => rmSync(folder, { recursive: true, force: true }));
    const bench = findServices(request.store, folder);
    endings.push(() => bench.end());
    for (const pid of bench.brokerPids) endings.push(cores.hold(pid));
    const topics = new Topics(bench.brokers);
    await topics.connect();
    endings.push(() => topics.end(), killWorkers);
    const { client, store, batch } = request;
    await run(request, { bench, cores, topics, folder, client, store, batch }, workspace, (rows, part) => {
      endProgress();
      console.log(`${textOf(rows, part).join('\n')}\n`);
      if (request.json !== null) writeJson(request.json, { machine, setting, ...measured(rows) });
    });
  } finally {
    await end();
  }
}

function textOf(rows: Rows, part: keyof Rows): readonly string[] {
  const table = <Row>(title: string, lines: readonly Row[], columns: readonly Column<Row>[]): string[] => [
    title,
    ...tableLines(lines, columns),
  ];
  switch (part) {
    case 'gate':
      return table('gate: what came out, beside a playback of each partition', rows.gate, GATE_COLUMNS);
    case 'throughput':
      return table('throughput: a full topic', rows.throughput, throughputColumns(rows.throughput));
    case 'stages':
      return table('stages: where the time of one worker goes', rows.stages, STAGE_COLUMNS);
    case 'profile':
      return table('profile: by V8’s samples', rows.profile ?? [], PROFILE_COLUMNS);
    case 'latency':
      return table('latency: from sending an event to reading its nudge', rows.latency, LATENCY_COLUMNS);
    case 'steady':
      return table('steady (MB after a third, two thirds, at the end)', rows.steady, STEADY_COLUMNS);
    default:
      return part satisfies never;
  }
}

/** What was not asked for is not there, so that files of several runs can be joined. */
function measured(rows: Rows): Partial<Rows> {
  return Object.fromEntries(Object.entries(rows).filter(([, part]) => part.length > 0));
}

// kafkajs reckons a wait below 0 (its issue 1751), of which Node warns each time.
process.removeAllListeners('warning');

process.exitCode = await answer(readArguments(process.argv.slice(2)), USAGE, async (request) => {
  try {
    await measure(request);
    return 0;
  } catch (error) {
    console.error(`bench:e2e: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
});
