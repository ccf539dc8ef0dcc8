import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle } from '@nudge/engine';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { greeting, writeBundle } from '../../test/support/bundle-folder.ts';
import { StoreUnavailable } from '../ports/state-store.ts';
import { BUNDLES_KEPT } from '../stores/kept-bundle.ts';
import { MemoryBackend, MemoryStore } from '../stores/memory/memory-store.ts';
import { storedBundles } from './bundle-archive.ts';
import { loadBundle } from './load-bundle.ts';

/** Counts what is asked of it, and fails while it is told to. */
class CountingStore extends MemoryStore {
  puts = 0;
  reads = 0;
  fails = false;

  override async keepBundle(version: string, bytes: Uint8Array): Promise<void> {
    this.puts++;
    if (this.fails) throw new StoreUnavailable('away');
    await super.keepBundle(version, bytes);
  }

  override async bundle(version: string): Promise<Uint8Array | null> {
    this.reads++;
    if (this.fails) throw new StoreUnavailable('away');
    return super.bundle(version);
  }
}

let folder = '';
let backend: MemoryBackend;
let store: CountingStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nudge-bundle-'));
  backend = new MemoryBackend();
  store = new CountingStore(backend);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Loaded from files, one for each title. */
function load(title: string): Promise<Bundle> {
  writeBundle(folder, greeting(title));
  return loadBundle(folder);
}

async function loadMany(count: number): Promise<readonly Bundle[]> {
  const bundles: Bundle[] = [];
  for (let i = 0; i < count; i++) bundles.push(await load(`Thanks ${i}`));
  return bundles;
}

test('a bundle is found by another process', async () => {
  const bundle = await load('Thanks');
  await storedBundles(store).keep(bundle);
  const found = await storedBundles(new MemoryStore(backend)).find(bundle.manifest.hash);
  expect(found?.manifest).toEqual(bundle.manifest);
  expect(found?.rules.toString()).toBe(bundle.rules.toString());
});

test('this process finds a bundle without asking the store, and loads one from there once', async () => {
  const bundle = await load('Thanks');
  const { hash } = bundle.manifest;
  const archive = storedBundles(store);
  await archive.keep(bundle);
  expect(await archive.find(hash)).toBe(bundle);
  expect(store.reads).toBe(0);

  const other = storedBundles(store);
  const [one, two] = await Promise.all([other.find(hash), other.find(hash)]);
  expect(one).toBe(two);
  expect(await other.find(hash)).toBe(one);
  expect(store.reads).toBe(1);
});

test('a bundle that nobody kept is not found, and may be later', async () => {
  const bundle = await load('Thanks');
  const archive = storedBundles(store);
  expect(await archive.find(bundle.manifest.hash)).toBeNull();
  await storedBundles(new MemoryStore(backend)).keep(bundle);
  expect(await archive.find(bundle.manifest.hash)).not.toBeNull();
});

test('a bundle is put once, also for partitions that keep it at the same time', async () => {
  const bundle = await load('Thanks');
  const archive = storedBundles(store);
  await Promise.all([archive.keep(bundle), archive.keep(bundle)]);
  await archive.keep(bundle);
  expect(store.puts).toBe(1);
});

test('keeping that failed is tried again, and waits are not shared with what failed', async () => {
  const bundle = await load('Thanks');
  const archive = storedBundles(store);
  store.fails = true;
  const both = await Promise.allSettled([archive.keep(bundle), archive.keep(bundle)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(archive.keep(bundle)).rejects.toBeInstanceOf(StoreUnavailable);
  store.fails = false;
  await archive.keep(bundle);
  expect(await storedBundles(store).find(bundle.manifest.hash)).not.toBeNull();
});

test('a store that cannot be asked is no bundle that is gone', async () => {
  const bundle = await load('Thanks');
  await storedBundles(store).keep(bundle);
  const archive = storedBundles(store);
  store.fails = true;
  await expect(archive.find(bundle.manifest.hash)).rejects.toBeInstanceOf(StoreUnavailable);
  store.fails = false;
  expect(await archive.find(bundle.manifest.hash)).not.toBeNull();
});

test('a bundle that was not loaded from files is found by this process only', async () => {
  const { manifest, rules } = await load('Thanks');
  const bundle = { manifest, rules };
  const archive = storedBundles(store);
  await archive.keep(bundle);
  expect(await archive.find(manifest.hash)).toBe(bundle);
  expect(await storedBundles(store).find(manifest.hash)).toBeNull();
});

test('rules that partitions come back to outlive those that are tried in between', async () => {
  const [first, ...others] = await loadMany(BUNDLES_KEPT * 2);
  const archive = storedBundles(store);
  for (const other of others) {
    await archive.keep(first as Bundle);
    await archive.keep(other);
    expect(await store.bundle((first as Bundle).manifest.hash)).not.toBeNull();
  }
});

test('of many bundles only the last few stay in memory', async () => {
  const bundles = await loadMany(BUNDLES_KEPT + 1);
  const archive = storedBundles(store);
  for (const { manifest, rules } of bundles) await archive.keep({ manifest, rules });
  const found = await Promise.all(bundles.map(({ manifest }) => archive.find(manifest.hash)));
  expect(found.map((bundle) => bundle !== null)).toEqual([false, true, true, true, true]);
});

test('kept bytes that cannot be read are told, and count as gone', async () => {
  const [one, two] = await loadMany(2);
  const { hash } = (one as Bundle).manifest;
  const messages: string[] = [];
  const find = () => storedBundles(store, (message) => messages.push(message)).find(hash);
  await store.keepBundle(hash, Uint8Array.of(1, 2, 3));
  expect(await find()).toBeNull();
  expect(messages).toEqual([`bundle ${hash}: a packed bundle is damaged`]);

  await storedBundles(store).keep(two as Bundle);
  const other = await store.bundle((two as Bundle).manifest.hash);
  await store.keepBundle(hash, other as Uint8Array);
  expect(await find()).toBeNull();
  expect(messages[1]).toContain(`what is kept is another one, ${(two as Bundle).manifest.hash}`);
});
