import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { MANIFEST_FORMAT } from '@nudge/engine';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { greeting, writeBundle } from '../../test/support/bundle-folder.ts';
import { UnreadableBytes } from '../stores/unreadable-bytes.ts';
import { loadBundle } from './load-bundle.ts';
import { packBundle, unpackBundle } from './pack-bundle.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nudge-bundle-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A bundle that was loaded from files, as bytes. */
async function packed(text = greeting('Thanks')): Promise<Uint8Array> {
  writeBundle(folder, text);
  return packBundle(await loadBundle(folder)) as Uint8Array;
}

function packedTexts(...texts: readonly unknown[]): Uint8Array {
  return Buffer.concat([Uint8Array.of(1), deflateSync(JSON.stringify(texts))]);
}

test('a bundle comes back with its version and its rules', async () => {
  writeBundle(folder, greeting('Grüße \u{1f40c}\u2028'));
  const bundle = await loadBundle(folder);
  const bytes = packBundle(bundle) as Uint8Array;
  rmSync(join(folder, 'rules.js'));
  const again = await unpackBundle(bytes);
  expect(again.manifest).toEqual(bundle.manifest);
  expect(again.rules.toString()).toBe(bundle.rules.toString());
});

test('a bundle that was unpacked can be packed again', async () => {
  const bytes = await packed();
  expect(packBundle(await unpackBundle(bytes))).toEqual(bytes);
});

test('a bundle that was not loaded from files cannot be packed', async () => {
  const { manifest, rules } = await unpackBundle(await packed());
  expect(packBundle({ manifest, rules })).toBeNull();
});

test('bytes that were cut short or changed are refused, whatever was changed', async () => {
  const bytes = await packed();
  for (let at = 0; at < bytes.length; at += 7) {
    await expect(unpackBundle(bytes.subarray(0, at)), `cut at ${at}`).rejects.toThrow(UnreadableBytes);
    const changed = Uint8Array.from(bytes).with(at, (bytes[at] as number) ^ 4);
    await expect(unpackBundle(changed), `changed at ${at}`).rejects.toThrow(UnreadableBytes);
  }
});

test('what is of another version of nudge says so', async () => {
  await expect(unpackBundle(Uint8Array.of(9, 1, 2))).rejects.toThrow(
    'has the form 9; this version of nudge reads 1',
  );
  const format = MANIFEST_FORMAT + 1;
  await expect(unpackBundle(packedTexts(JSON.stringify({ format }), ''))).rejects.toThrow(
    `the bundle has format ${format}`,
  );
});

test('texts that do not belong together are refused', async () => {
  const { manifest } = await unpackBundle(await packed());
  const bytes = packedTexts(JSON.stringify(manifest), 'export default () => 1;\n');
  await expect(unpackBundle(bytes)).rejects.toThrow('its hash does not fit');
  await expect(unpackBundle(packedTexts('only one'))).rejects.toThrow('is damaged');
});
