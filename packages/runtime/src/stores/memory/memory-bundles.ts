import { BUNDLES_KEPT, checkBundle } from '../kept-bundle.ts';
import { LastFew } from '../last-few.ts';

/** The bundles that were put last, in memory. */
export class MemoryBundles {
  private readonly bundles = new LastFew<Uint8Array>(BUNDLES_KEPT);

  put(version: string, bytes: Uint8Array): void {
    checkBundle(version, bytes);
    this.bundles.set(version, new Uint8Array(bytes));
  }

  get(version: string): Uint8Array | null {
    const bytes = this.bundles.get(version);
    return bytes === undefined ? null : new Uint8Array(bytes);
  }
}
