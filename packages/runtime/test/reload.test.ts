import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundleStamp } from '../src/bundle/bundle-stamp.ts';
import { loadBundle, MANIFEST_FILE, RULES_FILE } from '../src/bundle/load-bundle.ts';
import { Reload, watchBundle } from '../src/operate/reload.ts';
import type { Clock } from '../src/ports/clock.ts';
import { greeting, writeBundle } from './support/bundle-folder.ts';
import { listeningLog } from './support/log-lines.ts';

let root = '';
let bundle = '';
let next = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nudge-reload-'));
  bundle = join(root, 'bundle');
  next = join(root, 'next');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A clock whose sleepers wake when a test says so; `round` resolves when all that a round does is done. */
class Rounds implements Clock {
  #wake: () => void = () => {};
  #asleep = Promise.withResolvers<void>();

  now(): number {
    return 0;
  }

  monotonic(): number {
    return 0;
  }

  sleep(): Promise<void> {
    this.#asleep.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async round(): Promise<void> {
    await this.#asleep.promise;
    this.#asleep = Promise.withResolvers();
    this.#wake();
    await this.#asleep.promise;
  }
}

/** Rules of which both files are others for another number, and as long. */
function rules(n: number): string {
  return greeting('Hello').replace('on Order', `on Order where amount * ${n} > amount + ${n}`);
}

/** Watches the folder from this version on. */
function watch(version: string) {
  const { log, said, lines } = listeningLog();
  const activated: string[] = [];
  const outcomes: string[] = [];
  const reload = new Reload(
    {
      folder: bundle,
      load: loadBundle,
      activate: ({ manifest }) => void activated.push(manifest.hash),
      log,
      outcome: (outcome) => void outcomes.push(outcome),
    },
    version,
  );
  const clock = new Rounds();
  const ending = new AbortController();
  void watchBundle(bundle, bundleStamp(bundle), 1_000, clock, ending.signal, () => reload.look());
  return { reload, clock, activated, outcomes, said, lines };
}

function read(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

function copy(file: string): void {
  copyFileSync(join(next, file), join(bundle, file));
}

test('a bundle that is copied file by file is activated when the last one is there', async () => {
  const first = writeBundle(bundle, rules(2));
  const second = writeBundle(next, rules(3));
  for (const file of [MANIFEST_FILE, RULES_FILE]) expect(read(next, file)).not.toBe(read(bundle, file));
  const { clock, activated, outcomes } = watch(first);
  await clock.round();
  copy(MANIFEST_FILE);
  await clock.round();
  expect(outcomes).toEqual(['refused']);
  await clock.round();
  copy(RULES_FILE);
  await clock.round();
  expect(activated).toEqual([second]);
  expect(outcomes).toEqual(['refused', 'activated']);
});

test('so is one whose manifest comes last, and one whose rules are not there for a while', async () => {
  const first = writeBundle(bundle, rules(2));
  const second = writeBundle(next, rules(3));
  const { clock, activated } = watch(first);
  copy(RULES_FILE);
  await clock.round();
  copy(MANIFEST_FILE);
  await clock.round();
  expect(activated).toEqual([second]);
  const third = writeBundle(next, rules(4));
  rmSync(join(bundle, RULES_FILE));
  copy(MANIFEST_FILE);
  await clock.round();
  copy(RULES_FILE);
  await clock.round();
  expect(activated).toEqual([second, third]);
});

test('a file that is written anew with its old time and size is seen', async () => {
  const first = writeBundle(bundle, rules(2));
  const second = writeBundle(next, rules(3));
  for (const file of [MANIFEST_FILE, RULES_FILE])
    expect(read(next, file).length).toBe(read(bundle, file).length);
  const longAgo = new Date(1_000_000_000_000);
  for (const file of [MANIFEST_FILE, RULES_FILE]) utimesSync(join(bundle, file), longAgo, longAgo);
  const { clock, activated } = watch(first);
  await clock.round();
  for (const file of [MANIFEST_FILE, RULES_FILE]) {
    copy(file);
    utimesSync(join(bundle, file), longAgo, longAgo);
  }
  await clock.round();
  expect(activated).toEqual([second]);
});

test('what is refused is told once for each content, and as often as somebody asks', async () => {
  const first = writeBundle(bundle, rules(2));
  const { clock, reload, outcomes, said } = watch(first);
  const path = join(bundle, RULES_FILE);
  writeFileSync(path, 'export default 1;');
  for (let round = 0; round < 3; round++) await clock.round();
  // Another file of the same content in its place.
  writeFileSync(join(root, 'again'), 'export default 1;');
  renameSync(join(root, 'again'), path);
  await clock.round();
  expect(outcomes).toEqual(['refused']);
  writeFileSync(path, 'export default 2;');
  await clock.round();
  expect(outcomes).toEqual(['refused', 'refused']);
  expect(said()).toHaveLength(2);
  await reload.now();
  expect(said()).toHaveLength(3);
});

test('a content that was refused is told again when it comes back after a good one', async () => {
  const first = writeBundle(bundle, rules(2));
  writeBundle(next, rules(2));
  const { clock, outcomes } = watch(first);
  for (let turn = 1; turn <= 2; turn++) {
    writeFileSync(join(bundle, RULES_FILE), 'export default 1;');
    await clock.round();
    expect(outcomes).toHaveLength(turn);
    copy(RULES_FILE);
    await clock.round();
  }
  expect(outcomes).toEqual(['refused', 'refused']);
});

test('what changed while the first one was still being loaded is found in the first round', async () => {
  const first = writeBundle(bundle, rules(2));
  const stamp = bundleStamp(bundle);
  const second = writeBundle(bundle, rules(3));
  const clock = new Rounds();
  let looks = 0;
  void watchBundle(bundle, stamp, 1_000, clock, new AbortController().signal, async () => void looks++);
  await clock.round();
  await clock.round();
  expect([looks, first === second]).toEqual([1, false]);
});
