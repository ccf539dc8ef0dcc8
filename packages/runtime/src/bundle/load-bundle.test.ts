import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MANIFEST_FORMAT } from '@nudge/engine';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadBundle } from './load-bundle.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nudge-bundle-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const RULES = 'export default (lib) => ({ lib });\n';

function writeBundle(change: { manifest?: object; rules?: string; hashed?: string } = {}): void {
  const rules = change.rules ?? RULES;
  const unsigned = { format: MANIFEST_FORMAT, events: [], ...change.manifest };
  const hash = createHash('sha256')
    .update(`${JSON.stringify(unsigned)}\n${change.hashed ?? rules}`)
    .digest('hex');
  // The hash may stand anywhere in the manifest, and white space does not count.
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ hash, ...unsigned }, null, 2));
  writeFileSync(join(folder, 'rules.js'), rules);
}

test('a bundle gives its manifest and its rules', async () => {
  writeBundle();
  const { manifest, rules } = await loadBundle(folder);
  expect(manifest.events).toEqual([]);
  expect(rules({} as never)).toEqual({ lib: {} });
});

test('a bundle that was compiled again in the same folder is read again', async () => {
  writeBundle();
  await loadBundle(folder);
  writeBundle({ rules: 'export default () => 2;\n' });
  expect((await loadBundle(folder)).rules({} as never)).toBe(2);
});

test('a bundle that was edited is refused', async () => {
  writeBundle({ hashed: `${RULES}// other` });
  await expect(loadBundle(folder)).rejects.toThrow(`${folder}: the bundle is damaged or was edited`);
});

test('what is no bundle, or one of another version, says so', async () => {
  await expect(loadBundle(folder)).rejects.toThrow('manifest.json: no such file or folder');
  writeFileSync(join(folder, 'manifest.json'), '{');
  await expect(loadBundle(folder)).rejects.toThrow('manifest.json: is not JSON');
  writeFileSync(join(folder, 'manifest.json'), '{"name":"an extension"}');
  await expect(loadBundle(folder)).rejects.toThrow('is not the manifest of a bundle');
  writeBundle({ manifest: { format: MANIFEST_FORMAT + 1 } });
  await expect(loadBundle(folder)).rejects.toThrow(`has format ${MANIFEST_FORMAT + 1}`);
});

test('a file larger than any bundle has is refused unread', async () => {
  writeBundle();
  // A hole: it takes no place on the disk.
  truncateSync(join(folder, 'rules.js'), 3 * 1024 ** 3);
  await expect(loadBundle(folder)).rejects.toThrow('rules.js: is too large for a file of a bundle (256 MiB)');
});

test('a module that does not load is a problem of its file', async () => {
  writeBundle({ rules: 'export default (' });
  await expect(loadBundle(folder)).rejects.toThrow('rules.js: cannot be loaded');
  writeBundle({ rules: 'export const x = 1;\n' });
  await expect(loadBundle(folder)).rejects.toThrow('rules.js: exports no rules');
});
