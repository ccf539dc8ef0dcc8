import { createHash } from 'node:crypto';
import type { Bundle, Manifest } from '@nudge/engine';
import { FileProblem } from '../files/file-problem.ts';
import { importRules } from './import-rules.ts';

/** The files of a bundle as they were read. */
export interface BundleTexts {
  readonly manifestText: string;
  readonly rulesJs: string;
}

/** What a bundle is called in messages, and its rules in messages and in stacks. */
interface BundlePlace {
  readonly whole: string;
  readonly rules: string;
  readonly rulesUrl: string;
}

/** A bundle does not say what it was read from, and nobody needs the texts longer than the bundle. */
const textsByBundle = new WeakMap<Bundle, BundleTexts>();

/** Checks that the texts belong together, and runs the rules. `manifest` is that of the texts. Throws `FileProblem`. */
export async function bundleOfTexts(
  manifest: Manifest,
  texts: BundleTexts,
  place: BundlePlace,
): Promise<Bundle> {
  if (hashOf(manifest, texts.rulesJs) !== manifest.hash) {
    throw new FileProblem(
      place.whole,
      'the bundle is damaged or was edited (its hash does not fit): compile it again',
    );
  }
  const bundle = { manifest, rules: await importRules(place.rules, place.rulesUrl, texts.rulesJs) };
  textsByBundle.set(bundle, texts);
  return bundle;
}

/** `null`: it was not made of texts, but compiled in this process. */
export function textsOf(bundle: Bundle): BundleTexts | null {
  return textsByBundle.get(bundle) ?? null;
}

/** As the compiler takes it (`bundleHash` there): over the manifest without its hash, a line end, and the module. */
function hashOf(manifest: Manifest, rulesJs: string): string {
  const { hash: _, ...unsigned } = manifest;
  return createHash('sha256').update(JSON.stringify(unsigned)).update('\n').update(rulesJs).digest('hex');
}
