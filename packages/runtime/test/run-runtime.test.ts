import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RULES_FILE } from '../src/bundle/load-bundle.ts';
import { loadConfig } from '../src/config/load-config.ts';
import type { RuntimeConfig } from '../src/config/runtime-config.ts';
import { PushSource } from '../src/file-io/push-source.ts';
import { EXIT } from '../src/operate/host.ts';
import { openAdapters } from '../src/operate/open-adapters.ts';
import { runRuntime } from '../src/operate/run-runtime.ts';
import { StoreUnavailable } from '../src/ports/state-store.ts';
import { MemoryStore } from '../src/stores/memory/memory-store.ts';
import { greeting, writeBundle } from './support/bundle-folder.ts';
import { eventually } from './support/eventually.ts';
import { listeningHost, recordOf } from './support/listening-host.ts';

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

const MAPPING =
  'mapping: shop.rows\ninput: {kind: stdio}\noutput: {kind: stdio}\nstore: {kind: memory}\nhttp: false\n';
const withSource = (title: string): string =>
  `${greeting(title)}source rows { format csv user = who at = time in "UTC" on kind = "order" -> Order { amount: total } }\n`;

test('rules without the source that maps the records are a wrong configuration', async () => {
  writeBundle(join(folder, 'bundle'), greeting('Thank you'));
  const { host, facts } = listeningHost();
  expect(await runRuntime(configOf(MAPPING), host)).toBe(EXIT.misconfigured);
  expect(facts('cannot go on')?.['error']).toContain('the rules have no source `shop.rows`');
});

test('rules that have lost the source are refused, and those before go on', async () => {
  const bundle = join(folder, 'bundle');
  writeBundle(bundle, withSource('Thank you'));
  const { host, said, signal } = listeningHost();
  const status = runRuntime(configOf(MAPPING), host);
  await eventually(() => said().includes('starts'));
  writeBundle(bundle, greeting('Many thanks'));
  await eventually(() => said().some((message) => message.includes('the one before goes on')));
  expect(said()).not.toContain('the bundle has changed and is activated');
  signal('stop');
  expect(await status).toBe(EXIT.good);
});

test('told twice it ends at once, whoever does not answer', async () => {
  writeBundle(join(folder, 'bundle'), greeting('Thank you'));
  const source = new PushSource({ name: 'events' });
  const never = new Promise<never>(() => {});
  const sink = { open: () => never, close: () => never };
  const { host, said, signal } = listeningHost({
    open: {
      store: async () => new MemoryStore(),
      inputAndOutput: async () => ({ input: { source, ended: null }, sink }),
    },
  });
  const status = runRuntime(configOf(), host);
  await eventually(() => said().includes('starts'));
  signal('stop');
  signal('stop');
  expect(await status).toBe(EXIT.interrupted);
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
