import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadBundle, RULES_FILE } from '../src/bundle/load-bundle.ts';
import { loadConfig } from '../src/config/load-config.ts';
import type { RuntimeConfig } from '../src/config/runtime-config.ts';
import { InProcessSink } from '../src/file-io/in-process-sink.ts';
import { PushSource } from '../src/file-io/push-source.ts';
import { systemClock } from '../src/host/system-clock.ts';
import { EXIT, type Host, type HostSignal } from '../src/operate/host.ts';
import { openAdapters } from '../src/operate/open-adapters.ts';
import { runRuntime } from '../src/operate/run-runtime.ts';
import { StoreUnavailable } from '../src/ports/state-store.ts';
import { MemoryStore } from '../src/stores/memory/memory-store.ts';
import { greeting, writeBundle } from './support/bundle-folder.ts';
import { eventually } from './support/eventually.ts';
import { listeningLog } from './support/log-lines.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nudge-runtime-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function configOf(text = ''): RuntimeConfig {
  const file = join(folder, 'nudge.yaml');
  const rest = 'input: {kind: stdio}\noutput: {kind: stdio}\nstore: {kind: memory}\nhttp: {port: 0}\n';
  writeFileSync(file, `bundle: bundle\nreload: {every: 100ms}\n${text === '' ? rest : text}`);
  const { config, problems } = loadConfig({ file, env: {}, cwd: folder });
  if (config === null) throw new Error(JSON.stringify(problems));
  return config;
}

/** A host with a source that is pushed to, a sink that is looked at, and signals that a test sends. */
function listeningHost(change: Partial<Host> = {}) {
  const { log, lines, said } = listeningLog();
  const source = new PushSource({ name: 'events' });
  const published: string[] = [];
  let tell: (signal: HostSignal) => void = () => {};
  const host: Host = {
    env: {},
    clock: systemClock,
    random: () => 0.5,
    log,
    standardInput: (async function* () {})(),
    standardOutput: new Writable(),
    open: {
      store: async () => new MemoryStore(),
      inputAndOutput: async () => ({
        input: { source, ended: null },
        sink: new InProcessSink((rows) => {
          for (const { value } of rows) published.push(Buffer.from(value).toString());
        }),
      }),
    },
    load: loadBundle,
    signals: (listener) => {
      tell = listener;
      return () => {
        tell = () => {};
      };
    },
    kill: () => {},
    ...change,
  };
  const push = (id: string): Promise<number> => source.push([recordOf(id)]);
  const facts = (message: string) =>
    lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .find((line) => line['message'] === message);
  return { host, lines, said, facts, published, push, signal: (one: HostSignal) => tell(one) };
}

function recordOf(id: string) {
  const event = { id, type: 'Order', subject: 'ann', time: '2026-03-02T10:00:00Z', data: { amount: 9.5 } };
  return { value: Buffer.from(JSON.stringify(event)), key: null, arrivalMs: null, headers: null };
}

test('what comes in goes out, and the first signal lets it finish', async () => {
  writeBundle(join(folder, 'bundle'), greeting('Thank you'));
  const { host, push, published, said, signal, facts } = listeningHost();
  const status = runRuntime(configOf(), host);
  await push('o-1');
  await eventually(() => published.some((line) => line.includes('Thank you')));
  const port = facts('listens')?.['port'];
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(metrics).toContain('nudge_records_total{partition="0",verdict="accepted"} 1');
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  signal('stop');
  expect(await status).toBe(EXIT.good);
  expect(said().at(-1)).toBe('stopped');
});

test('nothing that it logs says who a user is or what an event holds', async () => {
  writeBundle(join(folder, 'bundle'), greeting('Thank you'));
  const { host, push, published, lines, signal } = listeningHost();
  const status = runRuntime(configOf(), host);
  await push('o-secret-1');
  await eventually(() => published.length > 0);
  signal('stop');
  await status;
  expect(lines.join('')).not.toMatch(/ann|o-secret|9\.5|Thank you/);
});

test('a bundle that was compiled again is activated, and one that does not load is refused', async () => {
  const bundle = join(folder, 'bundle');
  writeBundle(bundle, greeting('Thank you'));
  const { host, push, published, said, signal } = listeningHost();
  const status = runRuntime(configOf(), host);
  await push('o-1');
  await eventually(() => published.some((line) => line.includes('Thank you')));
  writeBundle(bundle, greeting('Many thanks'));
  await eventually(() => said().includes('the bundle has changed and is activated'));
  await push('o-2');
  await eventually(() => published.some((line) => line.includes('Many thanks')));

  writeFileSync(join(bundle, RULES_FILE), 'export default 1;');
  signal('reload');
  await eventually(() => said().some((message) => message.includes('the one before goes on')));
  await push('o-3');
  await eventually(() => published.filter((line) => line.includes('Many thanks')).length === 2);
  signal('stop');
  expect(await status).toBe(EXIT.good);
});

test('a bundle that was compiled again while the store was waited for is activated', async () => {
  const bundle = join(folder, 'bundle');
  writeBundle(bundle, greeting('Thank you'));
  const { host, push, published, signal } = listeningHost();
  const store = async (): Promise<MemoryStore> => {
    writeBundle(bundle, greeting('Many thanks'));
    return new MemoryStore();
  };
  const status = runRuntime(configOf(), { ...host, open: { ...host.open, store } });
  let orders = 0;
  await eventually(async () => {
    await push(`o-${orders++}`);
    return published.some((line) => line.includes('Many thanks'));
  });
  signal('stop');
  expect(await status).toBe(EXIT.good);
});

test('a bundle that is not there is a wrong configuration', async () => {
  const { host, facts } = listeningHost();
  expect(await runRuntime(configOf(), host)).toBe(EXIT.misconfigured);
  expect(facts('cannot go on')?.['error']).toContain('manifest.json: no such file or folder');
});

test('a store that cannot be reached yet is waited for, and a signal ends the waiting', async () => {
  writeBundle(join(folder, 'bundle'), greeting('Thank you'));
  let attempts = 0;
  const store = async (): Promise<never> => {
    attempts++;
    throw new StoreUnavailable('redis://nudge:hunter2@localhost does not answer');
  };
  const { host, signal, lines } = listeningHost({ open: { ...openAdapters, store } });
  const status = runRuntime(configOf(), host);
  await eventually(() => attempts >= 2);
  signal('stop');
  expect(await status).toBe(EXIT.good);
  expect(lines.join('')).toContain('failed, and is tried again');
  expect(lines.join('')).not.toContain('hunter2');
});

test('a step of the protocol kills the process when faults are asked for', async () => {
  writeBundle(join(folder, 'bundle'), greeting('Thank you'));
  let kills = 0;
  const kill = (): void => void kills++;
  const env = { NUDGE_FAULTS: '1', NUDGE_CRASH_AT: 'after-commit:1' };
  const { host, push, published, signal } = listeningHost({ env, kill });
  const status = runRuntime(configOf(), host);
  await push('o-1');
  await eventually(() => published.length > 0);
  signal('stop');
  await status;
  expect(kills).toBe(1);
});

test('a file goes through to files, and its end is the end', async () => {
  writeBundle(join(folder, 'bundle'), greeting('Thank you'));
  writeFileSync(
    join(folder, 'events.ndjson'),
    ['o-1', 'o-2'].map((id) => `${recordOf(id).value}\n`).join(''),
  );
  const config = configOf(
    'input: {kind: file, path: events.ndjson}\noutput: {kind: file, folder: out}\nstore: {kind: memory}\nhttp: false\n',
  );
  const { host } = listeningHost({ open: openAdapters });
  expect(await runRuntime(config, host)).toBe(EXIT.good);
  expect(existsSync(join(folder, 'out', 'nudges-0.ndjson'))).toBe(true);
});
