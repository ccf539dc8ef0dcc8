import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { replaceFolder } from './replace-folder.ts';
import { writeAtomically } from './write-atomically.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nudge-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

describe('a file written atomically', () => {
  test('has its name only when it is whole', () => {
    const file = writeAtomically(at('a'));
    file.write('x'.repeat(300_000));
    file.write('ü');
    expect(existsSync(at('a'))).toBe(false);
    file.commit();
    expect(readFileSync(at('a'), 'utf8')).toBe(`${'x'.repeat(300_000)}ü`);
    expect(readdirSync(folder)).toEqual(['a']);
  });

  test('leaves no trace when it is discarded, and the older file as it was', () => {
    writeFileSync(at('a'), 'old');
    const file = writeAtomically(at('a'));
    file.write('new');
    file.discard();
    file.discard();
    expect(readFileSync(at('a'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  test('keeps the mode of the older file, and writes through a link', () => {
    writeFileSync(at('a'), 'old');
    chmodSync(at('a'), 0o640);
    symlinkSync(at('a'), at('link'));
    const file = writeAtomically(at('link'));
    file.write('new');
    file.commit();
    expect(readFileSync(at('a'), 'utf8')).toBe('new');
    expect(statSync(at('a')).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).toSorted()).toEqual(['a', 'link']);
  });

  test('does not put a file in the place of a device', () => {
    const file = writeAtomically('/dev/null');
    file.write('x');
    file.commit();
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test.skipIf(!existsSync('/dev/full'))('that does not fit is a problem of its path', () => {
    const file = writeAtomically('/dev/full');
    file.write('x');
    expect(() => file.commit()).toThrow('/dev/full: no space left on the device');
    file.discard();
  });

  test('says why it cannot be written', () => {
    writeFileSync(at('a'), '');
    expect(() => writeAtomically(folder)).toThrow(`${folder}: is a folder, not a file`);
    expect(() => writeAtomically(at('a/b'))).toThrow('part of the path is a file');
    expect(() => writeAtomically(at('none/b'))).toThrow('no such file or folder');
  });
});

describe('a folder written atomically', () => {
  const files = new Map([
    ['x', '1'],
    ['y', '2'],
  ]);

  test('replaces an older one as a whole, and makes the folders above', () => {
    replaceFolder(at('deep/er'), new Map([['old', '']]));
    replaceFolder(at('deep/er'), files);
    expect(readdirSync(at('deep')).toSorted()).toEqual(['er']);
    expect(readdirSync(at('deep/er')).toSorted()).toEqual(['x', 'y']);
  });

  test('may have folders below', () => {
    const nested = new Map([
      ['x', '1'],
      ['sql/duckdb/y', '2'],
      ['sql/postgres/y', '3'],
    ]);
    for (let i = 0; i < 2; i++) replaceFolder(at('out'), nested);
    expect(readdirSync(at('out/sql')).toSorted()).toEqual(['duckdb', 'postgres']);
    expect(readFileSync(at('out/sql/postgres/y'), 'utf8')).toBe('3');
    replaceFolder(at('out'), files);
    expect(readdirSync(at('out')).toSorted()).toEqual(['x', 'y']);
  });

  test('leaves no trace when it fails', () => {
    replaceFolder(at('out'), files);
    const long = new Map([
      ['x', '1'],
      ['n'.repeat(300), ''],
    ]);
    expect(() => replaceFolder(at('out'), long)).toThrow('the name is too long');
    expect(readdirSync(folder)).toEqual(['out']);
    expect(readdirSync(at('out')).toSorted()).toEqual(['x', 'y']);
    expect(() => replaceFolder(at('out/x'), files)).toThrow('is a file, not a folder');
  });
});
