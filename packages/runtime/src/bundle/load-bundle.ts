import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Bundle } from '@nudge/engine';
import { bundleOfTexts } from './bundle-of-texts.ts';
import { readManifest } from './read-manifest.ts';
import { readText } from './read-text.ts';

/** The files of a bundle's folder. */
export const MANIFEST_FILE = 'manifest.json';
export const RULES_FILE = 'rules.js';

/** Loads a compiled project from its folder. It runs the code in it. Throws `FileProblem`. */
export async function loadBundle(folder: string): Promise<Bundle> {
  const manifestPath = join(folder, MANIFEST_FILE);
  const rulesPath = join(folder, RULES_FILE);
  const manifestText = await readText(manifestPath);
  const manifest = readManifest(manifestPath, manifestText);
  const rulesJs = await readText(rulesPath);
  const place = { whole: folder, rules: rulesPath, rulesUrl: pathToFileURL(rulesPath).href };
  return bundleOfTexts(manifest, { manifestText, rulesJs }, place);
}
