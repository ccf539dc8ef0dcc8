import type { Bundle } from '@nudge/engine';
import type { BundleArchive } from '../ports/bundle-archive.ts';
import type { StateStore } from '../ports/state-store.ts';
import { BUNDLES_KEPT } from '../stores/kept-bundle.ts';
import { LastFew } from '../stores/last-few.ts';
import { UnreadableBytes } from '../stores/unreadable-bytes.ts';
import { packBundle, unpackBundle } from './pack-bundle.ts';

/**
 * Of the bundles that this process put, those that need not be put again. Not all that the store keeps: one that partitions
 * come back to has to survive the next few that are put behind it.
 */
const PUT_LATELY = BUNDLES_KEPT / 2;

/**
 * Bundles beside the states, and the last few in memory, too. One that was not loaded from files is in memory only.
 * `tell` hears of kept bundles that this version of nudge cannot read: they count as gone.
 */
export function storedBundles(store: StateStore, tell: (message: string) => void = () => {}): BundleArchive {
  return new StoredBundles(store, tell);
}

class StoredBundles implements BundleArchive {
  readonly #store: StateStore;
  readonly #tell: (message: string) => void;
  readonly #recent = new LastFew<Bundle>(BUNDLES_KEPT);
  readonly #put = new LastFew<Promise<void>>(PUT_LATELY);
  readonly #wanted = new Map<string, Promise<Bundle | null>>();

  constructor(store: StateStore, tell: (message: string) => void) {
    this.#store = store;
    this.#tell = tell;
  }

  keep(bundle: Bundle): Promise<void> {
    const version = bundle.manifest.hash;
    this.#recent.set(version, bundle);
    const before = this.#put.get(version);
    if (before !== undefined) return before;
    const put = this.#keepInStore(bundle).catch((error: unknown) => {
      this.#put.delete(version, put);
      throw error;
    });
    this.#put.set(version, put);
    return put;
  }

  async find(version: string): Promise<Bundle | null> {
    const recent = this.#recent.get(version);
    if (recent !== undefined) {
      this.#recent.set(version, recent);
      return recent;
    }
    // Partitions ask at the same time, and rules are to be loaded once.
    let wanted = this.#wanted.get(version);
    if (wanted === undefined) {
      wanted = this.#findInStore(version).finally(() => this.#wanted.delete(version));
      this.#wanted.set(version, wanted);
    }
    return wanted;
  }

  async #keepInStore(bundle: Bundle): Promise<void> {
    const bytes = packBundle(bundle);
    if (bytes !== null) await this.#store.keepBundle(bundle.manifest.hash, bytes);
  }

  async #findInStore(version: string): Promise<Bundle | null> {
    const bytes = await this.#store.bundle(version);
    const bundle = bytes === null ? null : await this.#unpack(version, bytes);
    if (bundle !== null) this.#recent.set(version, bundle);
    return bundle;
  }

  async #unpack(version: string, bytes: Uint8Array): Promise<Bundle | null> {
    try {
      const bundle = await unpackBundle(bytes);
      if (bundle.manifest.hash === version) return bundle;
      this.#tell(`bundle ${version}: what is kept is another one, ${bundle.manifest.hash}`);
    } catch (error) {
      if (!(error instanceof UnreadableBytes)) throw error;
      this.#tell(`bundle ${version}: ${error.message}`);
    }
    return null;
  }
}
