import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Bundle, MANIFEST_FORMAT, type Manifest, type RulesFactory } from '@nudge/engine';
import { FileProblem } from '../files/file-problem.ts';
import { readText } from './read-text.ts';

/** The files of a bundle's folder. */
export const MANIFEST_FILE = 'manifest.json';
export const RULES_FILE = 'rules.js';

/** Loads a compiled project from its folder. It runs the code in it. Throws `FileProblem`. */
export async function loadBundle(folder: string): Promise<Bundle> {
  const manifestPath = join(folder, MANIFEST_FILE);
  const rulesPath = join(folder, RULES_FILE);
  const manifest = readManifest(manifestPath, await readText(manifestPath));
  const rulesJs = await readText(rulesPath);
  if (hashOf(manifest, rulesJs) !== manifest.hash) {
    throw new FileProblem(
      folder,
      'the bundle is damaged or was edited (its hash does not fit): compile it again',
    );
  }
  return { manifest, rules: await importRules(rulesPath, rulesJs) };
}

function readManifest(path: string, text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new FileProblem(path, 'is not JSON');
  }
  const format = typeof json === 'object' && json !== null && 'format' in json ? json.format : undefined;
  if (typeof format !== 'number') throw new FileProblem(path, 'is not the manifest of a bundle');
  if (format !== MANIFEST_FORMAT) {
    throw new FileProblem(
      path,
      `the bundle has format ${format}, and this version reads ${MANIFEST_FORMAT}: compile it again`,
    );
  }
  return json as Manifest;
}

/** As the compiler takes it (`bundleHash` there): over the manifest without its hash, a line end, and the module. */
function hashOf(manifest: Manifest, rulesJs: string): string {
  const { hash: _, ...unsigned } = manifest;
  return createHash('sha256').update(JSON.stringify(unsigned)).update('\n').update(rulesJs).digest('hex');
}

/**
 * Imported as text, not by its path: so what runs is what the hash was taken of, it is a module whatever the nearest
 * `package.json` says, and a bundle that was compiled again is not taken from the cache.
 */
async function importRules(path: string, rulesJs: string): Promise<RulesFactory> {
  const source = `${rulesJs}\n//# sourceURL=${pathToFileURL(path).href}\n`;
  const url = `data:text/javascript;base64,${Buffer.from(source).toString('base64')}`;
  let module: { readonly default?: unknown };
  try {
    module = (await import(url)) as { readonly default?: unknown };
  } catch (error) {
    throw new FileProblem(
      path,
      `cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (typeof module.default !== 'function') throw new FileProblem(path, 'exports no rules');
  return module.default as RulesFactory;
}
