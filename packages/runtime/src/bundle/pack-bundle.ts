import { deflateSync, inflateSync } from 'node:zlib';
import type { Bundle } from '@nudge/engine';
import { FileProblem } from '../files/file-problem.ts';
import { UnreadableBytes } from '../stores/unreadable-bytes.ts';
import { type BundleTexts, bundleOfTexts, textsOf } from './bundle-of-texts.ts';
import { readManifest } from './read-manifest.ts';

/** The first byte; behind it the two texts as a JSON array, deflated. */
const FORM = 1;

/** Far more than any project compiles to: damaged bytes must not fill the memory. */
const UNPACKED_BYTES_MAX = 512 * 1024 * 1024;

/** A bundle as bytes, for a store to keep; `null`: it was not loaded from files, but compiled in this process. */
export function packBundle(bundle: Bundle): Uint8Array | null {
  const texts = textsOf(bundle);
  if (texts === null) return null;
  const packed = deflateSync(JSON.stringify([texts.manifestText, texts.rulesJs]));
  return Buffer.concat([Uint8Array.of(FORM), packed]);
}

/** The bundle that was packed. It runs the code in it. Throws `UnreadableBytes`. */
export async function unpackBundle(bytes: Uint8Array): Promise<Bundle> {
  const texts = unpackTexts(bytes);
  try {
    const manifest = readManifest('manifest.json', texts.manifestText);
    const url = `nudge-bundle:${manifest.hash}/rules.js`;
    return await bundleOfTexts(manifest, texts, { whole: manifest.hash, rules: 'rules.js', rulesUrl: url });
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    throw new UnreadableBytes(`a packed bundle cannot be used: ${error.message}`, { cause: error });
  }
}

function unpackTexts(bytes: Uint8Array): BundleTexts {
  const form = bytes[0];
  if (form !== FORM) {
    throw new UnreadableBytes(
      `a packed bundle has the form ${String(form)}; this version of nudge reads ${FORM}`,
    );
  }
  let texts: unknown;
  try {
    const json = inflateSync(bytes.subarray(1), { maxOutputLength: UNPACKED_BYTES_MAX });
    texts = JSON.parse(json.toString('utf8'));
  } catch (error) {
    throw new UnreadableBytes('a packed bundle is damaged', { cause: error });
  }
  const [manifestText, rulesJs] = Array.isArray(texts) ? (texts as readonly unknown[]) : [];
  if (typeof manifestText !== 'string' || typeof rulesJs !== 'string') {
    throw new UnreadableBytes('a packed bundle is damaged');
  }
  return { manifestText, rulesJs };
}
