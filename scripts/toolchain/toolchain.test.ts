import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fits } from './find-tools.mjs';
import { ownerName, withLock } from './lock.mjs';

describe('a Node that fits', () => {
  test.each([
    ['v20.20.2', false],
    ['v22.21.9', false],
    ['v22.22.0', true],
    ['v23.11.0', false],
    ['v24.5.0', false],
    ['v24.6.0', true],
    ['v26.0.0', true],
  ])('%s: %s', (version, expected) => {
    expect(fits(version)).toBe(expected);
  });
});

describe('the lock', () => {
  let parent = '';
  let folder = '';

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'nudge-lock-'));
    folder = join(parent, 'lock');
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  test('lets one in at a time, all in the end, and leaves nothing behind', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => withLock(folder, work)));
    expect(most).toBe(1);
    expect(readdirSync(parent)).toEqual([]);
  });

  test('is freed when the work throws', async () => {
    await expect(withLock(folder, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(folder)).toBe(false);
  });

  test('of a dead process is taken over', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    const name = ownerName(child.pid ?? 0);
    await new Promise((resolve) => child.on('close', resolve));
    mkdirSync(folder);
    writeFileSync(join(folder, name), '');
    expect(await withLock(folder, async () => 'in')).toBe('in');
  });

  test('of a dead process whose id came round again is taken over', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, `${process.pid}-1`), '');
    expect(await withLock(folder, async () => 'in')).toBe('in');
  });

  test('left empty by a crash half way is taken over', async () => {
    mkdirSync(folder);
    expect(await withLock(folder, async () => 'in')).toBe('in');
  });
});
