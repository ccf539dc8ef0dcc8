import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_FILE, RULES_FILE } from './load-bundle.ts';
import { readText } from './read-text.ts';

const FILES = [MANIFEST_FILE, RULES_FILE] as const;

/**
 * Is another one after any change of a file that a bundle is loaded from. Of all of them, since a copy need not be made at
 * once: the last file to come may be any. `null`: there is no manifest, so nothing to load.
 */
export function bundleStamp(folder: string): string | null {
  const [manifest = null, ...others] = FILES.map((file) => fileStamp(join(folder, file)));
  return manifest === null ? null : [manifest, ...others].join(' ');
}

/** The time of the last change, too: what copies a file may put back the time of its content, but not that one. */
function fileStamp(path: string): string | null {
  const facts = statSync(path, { throwIfNoEntry: false, bigint: true });
  return facts === undefined ? null : `${facts.ino}:${facts.size}:${facts.mtimeNs}:${facts.ctimeNs}`;
}

/** Of what stands in the files, whenever it was written; a file that cannot be read counts as what is wrong with it. */
export async function bundleDigest(folder: string): Promise<string> {
  const digest = createHash('sha256');
  for (const file of FILES) {
    const text = await readText(join(folder, file)).catch((error: unknown) => `\0${String(error)}`);
    digest.update(`${text.length}:`).update(text);
  }
  return digest.digest('hex');
}
