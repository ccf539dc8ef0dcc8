/** What only a process of its own can show: signals, closed pipes, the exit status as the shell sees it. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cartProject, Workshop } from './harness.ts';

const shop = new Workshop();
beforeAll(() => shop.write({ 'rules/shop.nudge': cartProject, 'out/.keep': '' }));
afterAll(() => shop.remove());

function nudgec(...args: readonly string[]): ChildProcessWithoutNullStreams {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const node = ['--conditions=@nudge/source', '--disable-warning=ExperimentalWarning', main];
  return spawn(process.execPath, [...node, ...args], { cwd: shop.folder });
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function events(count: number): string {
  return Array.from({ length: count }, (_, i) => {
    const time = new Date(Date.UTC(2026, 2, 2) + i * 1000).toISOString();
    return `{"type":"CartAdd","subject":"u${i}","time":"${time}","data":{"product":"x","price":1}}\n`;
  }).join('');
}

test('the exit status is that of the command', async () => {
  const child = nudgec('run', 'rules', '--events', 'nope.ndjson');
  const [err, [status]] = await Promise.all([textOf(child.stderr), once(child, 'close')]);
  expect([status, err]).toEqual([2, 'nudgec: nope.ndjson: no such file or folder\n']);
});

test('a reader that closes the pipe early ends the run quietly', async () => {
  shop.write({ 'many.ndjson': events(20_000) });
  const child = nudgec('run', 'rules', '--events', 'many.ndjson', '--members');
  child.stdout.once('data', () => child.stdout.destroy());
  const [err, [status]] = await Promise.all([textOf(child.stderr), once(child, 'exit')]);
  expect([status, err]).toEqual([0, '']);
});

const run = ['run', 'rules', '--events', '-', '--out', 'out/o.ndjson'];
const batch = ['batch', 'rules', '--engine', 'duckdb', '--as-of', '2026-03-31T00:00:00Z', ...run.slice(2)];

test.each([
  ['SIGINT', 'run', run],
  ['SIGTERM', 'run', run],
  ['SIGINT', 'batch', batch],
] as const)('%s in the middle of a %s leaves no file behind', async (signal, _, args) => {
  const child = nudgec(...args);
  const closed = once(child, 'close');
  child.stdin.write(events(100));
  await temporaryFileIn('out', child);
  child.kill(signal);
  expect(await closed).toEqual([null, signal]);
  expect(readdirSync(shop.path('out'))).toEqual(['.keep']);
});

/** Resolves when the output has been begun. */
async function temporaryFileIn(folder: string, child: ChildProcessWithoutNullStreams): Promise<void> {
  const stop = new AbortController();
  child.once('exit', () => stop.abort());
  for await (const { filename } of watch(shop.path(folder), { signal: stop.signal })) {
    if (filename?.endsWith('.tmp') === true) return;
  }
}

test('watching ends at Ctrl-C with a good status', async () => {
  shop.write({ 'watched/a.nudge': cartProject });
  const child = nudgec('test', 'watched', '--watch');
  const closed = once(child, 'close');
  for await (const piece of child.stderr) {
    if (String(piece).includes('waiting for changes')) break;
  }
  child.kill('SIGINT');
  expect(await closed).toEqual([0, null]);
});
