import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { greeting, writeBundle } from './support/bundle-folder.ts';
import { eventually } from './support/eventually.ts';

/* The process itself, on its sources: signals, exit statuses, and what stands on which stream. */

const MAIN = join(import.meta.dirname, '../src/main.ts');

let folder = '';
let child: ChildProcess | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nudge-main-'));
  writeBundle(join(folder, 'bundle'), greeting('Thank you'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

function begin(env: Record<string, string> = {}) {
  const said = { out: '', error: '' };
  const process_ = spawn(process.execPath, ['--conditions=@nudge/source', MAIN, 'run'], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      NUDGE_BUNDLE: 'bundle',
      NUDGE_INPUT_KIND: 'stdio',
      NUDGE_OUTPUT_KIND: 'stdio',
      NUDGE_STORE_KIND: 'memory',
      NUDGE_HTTP: 'false',
      ...env,
    },
  });
  child = process_;
  process_.stdout.on('data', (piece) => {
    said.out += String(piece);
  });
  process_.stderr.on('data', (piece) => {
    said.error += String(piece);
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    process_.on('close', (code, signal) => resolve({ code, signal }));
  });
  const send = (id: string): void => {
    const event = { id, type: 'Order', subject: 'ann', time: '2026-03-02T10:00:00Z', data: { amount: 9.5 } };
    process_.stdin.write(`${JSON.stringify(event)}\n`);
  };
  return {
    said,
    ended,
    send,
    stdin: process_.stdin,
    kill: (signal: NodeJS.Signals) => process_.kill(signal),
  };
}

test('an input that ends is done to its end', async () => {
  const { said, ended, send, stdin } = begin();
  send('o-1');
  send('o-2');
  stdin.end();
  expect(await ended).toEqual({ code: 0, signal: null });
  const lines = said.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string });
  expect(lines.map(({ type }) => type)).toEqual(['nudge.generated', 'nudge.generated']);
  expect(said.error).toContain('"message":"the input has ended"');
});

test('SIGTERM ends it when what is in hand is published', async () => {
  const { said, ended, send, kill } = begin();
  send('o-1');
  await eventually(() => said.out.includes('Thank you'));
  kill('SIGTERM');
  expect(await ended).toEqual({ code: 0, signal: null });
  expect(said.error).toContain('"message":"stopped"');
});

test('a crash on purpose is one', async () => {
  const { ended, send } = begin({ NUDGE_FAULTS: '1', NUDGE_CRASH_AT: 'before-commit:1' });
  send('o-1');
  expect(await ended).toEqual({ code: null, signal: 'SIGKILL' });
});

test('a wrong configuration ends it with 2 and says why', async () => {
  const { said, ended } = begin({ NUDGE_STORE_KIND: 'redsi' });
  expect(await ended).toEqual({ code: 2, signal: null });
  expect(said.error).toContain('did you mean `redis`?');
});
