import { BUNDLES_KEPT, checkBundle } from '../kept-bundle.ts';

/** The bundles that were put last, in memory. */
export class MemoryBundles {
  /** In the order in which they were put. */
  private readonly bundles = new Map<string, Uint8Array>();

  put(version: string, bytes: Uint8Array): void {
    checkBundle(version, bytes);
    this.bundles.delete(version);
    this.bundles.set(version, new Uint8Array(bytes));
    for (const oldest of this.bundles.keys()) {
      if (this.bundles.size <= BUNDLES_KEPT) return;
      this.bundles.delete(oldest);
    }
  }

  get(version: string): Uint8Array | null {
    const bytes = this.bundles.get(version);
    return bytes === undefined ? null : new Uint8Array(bytes);
  }
}
