import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDiskStore } from '../../src/stores/disk/disk-store.ts';
import { DamagedStore, ForeignFolder } from '../../src/stores/disk/store-errors.ts';
import { FaultyDisk, seeded } from '../support/faulty-disk.ts';
import { kept } from './store-model.ts';
import { commitOf, user } from './store-samples.ts';

describe('what recovery finds', () => {
  let disk: FaultyDisk;
  let messages: string[];

  beforeEach(() => {
    disk = new FaultyDisk(seeded(1));
    messages = [];
  });

  function connect(segmentBytes = 1_000_000) {
    return openDiskStore({
      folder: 'state',
      segmentBytes,
      disk: disk.attach(),
      log: (message) => messages.push(message),
    });
  }

  /** An owner who commits `text 1`, `text 2`, … of as many users. */
  async function commits(count: number, segmentBytes?: number): Promise<void> {
    const owner = await (await connect(segmentBytes)).claim(0);
    for (let i = 1; i <= count; i++) {
      await owner.commit(commitOf({ users: [user(`user ${i}`, `text ${i}`)] }));
    }
  }

  async function found(count: number): Promise<(string | null)[]> {
    const keys = Array.from({ length: count }, (_, i) => `user ${i + 1}`);
    return kept(await (await connect()).claim(0), keys);
  }

  const lastSegment = () =>
    disk
      .paths()
      .filter((path) => path.includes('segment'))
      .at(-1) as string;

  it('a commit that was cut short is left out, and a message names the file', async () => {
    await commits(3);
    const path = lastSegment();
    disk.damage(path, (bytes) => bytes.slice(0, -5));
    expect(await found(3)).toEqual(['text 1', 'text 2', null]);
    expect(messages).toEqual([
      expect.stringMatching(/segment-0000000001-000000: the last \d+ bytes are of a commit/),
    ]);
  });

  it('what a crash left behind the last commit is left out, whatever it is', async () => {
    await commits(2);
    disk.damage(lastSegment(), (bytes) => new Uint8Array([...bytes, ...new Uint8Array(100), 1, 2, 3]));
    expect(await found(2)).toEqual(['text 1', 'text 2']);
    expect(messages.length).toBe(1);
  });

  it('the last commit is left out if a bit of it has flipped', async () => {
    await commits(2);
    disk.damage(lastSegment(), flip(-3));
    expect(await found(2)).toEqual(['text 1', null]);
  });

  it('damage before commits that are whole is told with its place, and nothing is left out', async () => {
    await commits(3);
    disk.damage(lastSegment(), flip(200));
    const store = await connect();
    await expect(store.claim(0)).rejects.toThrow(DamagedStore);
    await expect(store.claim(0)).rejects.toThrow(
      /segment-0000000001-000000: damaged at byte \d+: .* Restore the folder/,
    );
  });

  it('damage of a length is found as well', async () => {
    await commits(3);
    disk.damage(lastSegment(), flip(0));
    await expect((await connect()).claim(0)).rejects.toThrow('damaged at byte 0');
  });

  it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['damaged', flip(-10)],
    ['too short', (bytes) => bytes.slice(0, -1)],
  ])('a segment from before that is %s is told', async (_, change) => {
    await commits(12, 300);
    const path = disk.paths().find((one) => one.includes('segment')) as string;
    disk.damage(path, change);
    await expect((await connect()).claim(0)).rejects.toThrow(`${path}: damaged at byte`);
  });

  it('a segment from before that is missing is told', async () => {
    await commits(12, 300);
    const path = disk.paths().find((one) => one.includes('segment')) as string;
    await disk.attach().remove(path);
    await expect((await connect()).claim(0)).rejects.toThrow(DamagedStore);
    await expect((await connect()).claim(0)).rejects.toThrow(path);
  });

  it('a segment under the name of another one does not count', async () => {
    await commits(2);
    const other = disk.attach();
    const file = await other.createExclusive('state/p00000/segment-0000000009-000000');
    await file.write(await other.read(lastSegment().replace('0000000009', '0000000001')));
    expect(await found(2)).toEqual(['text 1', 'text 2']);
  });

  it('files that nobody knows are left alone', async () => {
    await commits(1);
    await (await disk.attach().createExclusive('state/p00000/notes.txt')).close();
    expect(await found(1)).toEqual(['text 1']);
    expect(disk.paths()).toContain('state/p00000/notes.txt');
  });

  it('claims leave no files behind but those that count', async () => {
    await commits(2);
    for (let i = 0; i < 5; i++) await found(2);
    expect(disk.paths().map((path) => path.slice('state/'.length))).toEqual([
      'nudge-state.v1',
      'p00000/owner-0000000006',
      'p00000/segment-0000000001-000000',
      'p00000/segment-0000000006-000000',
    ]);
  });
});

describe('the folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nudge-state-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is made, for nobody else to read', async () => {
    const inner = join(folder, 'deep', 'state');
    const store = await openDiskStore({ folder: inner });
    const owner = await store.claim(17);
    await owner.commit(commitOf({ users: [user('a', 'A')] }));
    await store.close();
    expect(await modes(inner)).toEqual({ 'nudge-state.v1': '600', p00017: '700' });
    expect(await modes(join(inner, 'p00017'))).toEqual({
      'owner-0000000001': '600',
      'segment-0000000001-000000': '600',
    });
    expect(((await stat(inner)).mode & 0o777).toString(8)).toBe('700');
  });

  it('of something else is refused and left as it is', async () => {
    await writeFile(join(folder, 'thesis.txt'), '');
    await expect(openDiskStore({ folder })).rejects.toThrow(ForeignFolder);
    await expect(openDiskStore({ folder })).rejects.toThrow(
      'not state of nudge (thesis.txt). Use an empty folder',
    );
    expect(await readdir(folder)).toEqual(['thesis.txt']);
  });

  it('of another version is refused', async () => {
    await writeFile(join(folder, 'nudge-state.v7'), '');
    await expect(openDiskStore({ folder })).rejects.toThrow('form 7; this version of nudge reads the form 1');
  });

  it('may be the root of a volume', async () => {
    await writeFile(join(folder, 'lost+found'), '');
    await (await openDiskStore({ folder })).close();
    await (await openDiskStore({ folder })).close();
  });

  it('that is a file is told in words', async () => {
    const path = join(folder, 'file');
    await writeFile(path, '');
    await expect(openDiskStore({ folder: path })).rejects.toThrow(path);
  });
});

function flip(at: number): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => {
    const index = at < 0 ? bytes.length + at : at;
    return bytes.with(index, (bytes[index] as number) ^ 1);
  };
}

async function modes(folder: string): Promise<Record<string, string>> {
  const entries: [string, string][] = [];
  for (const name of (await readdir(folder)).sort()) {
    entries.push([name, ((await stat(join(folder, name))).mode & 0o777).toString(8)]);
  }
  return Object.fromEntries(entries);
}
