import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { checked, compileTo, readFiles } from '../compiled.ts';
import { median } from '../windows.ts';
import type { ToolJob, ToolRow } from './job.ts';
import { createRecheck } from './recheck.ts';
import { timed } from './timed.ts';

const NUDGEC = fileURLToPath(new URL('../../../packages/cli/dist/main.js', import.meta.url));
const COLD_START = fileURLToPath(new URL('./cold-start.ts', import.meta.url));

export function runTool(job: ToolJob): readonly ToolRow[] {
  const once = toolOf(job);
  const times: number[] = [];
  for (let run = 0; run < job.runs; run++) times.push(once());
  const row = {
    name: job.name,
    rules: job.rules,
    ms: median(times),
    firstMs: times[0] ?? Number.NaN,
    spread: (Math.max(...times) - Math.min(...times)) / median(times),
  };
  return [job.section === 'load' ? { ...row, kB: Math.round(folderSize(job.bundle) / 1000) } : row];
}

/** Does it once and gives how long it took, in ms. */
function toolOf({ name, sources, bundle }: ToolJob): () => number {
  switch (name) {
    case 'compile':
      return () => timed(() => compileTo(readFiles(sources), bundle));
    case 'compile-command':
      return () => timed(() => succeed([NUDGEC, 'compile', sources, '-o', bundle]));
    case 'check':
      return () => timed(() => checked(readFiles(sources)));
    case 'recheck':
      return createRecheck(readFiles(sources));
    case 'load':
      return () => Number(succeed([...process.execArgv, COLD_START, bundle]));
  }
}

function succeed(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}\n${stderr}`);
  return stdout;
}

function folderSize(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
