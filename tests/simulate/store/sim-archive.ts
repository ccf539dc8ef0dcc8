import type { Bundle } from '@nudge/engine';
import type { BundleArchive } from '../../../packages/runtime/src/ports/bundle-archive.ts';
import type { Network } from '../base/network.ts';
import type { SimProcess } from '../base/sim-process.ts';

/** A worker's way to the bundles that are kept beside the states. */
export function simArchive(process: SimProcess, network: Network, kept: Map<string, Bundle>): BundleArchive {
  return {
    keep: (bundle) =>
      network.call(process, 'keep a bundle', () => {
        kept.set(bundle.manifest.hash, bundle);
      }),
    find: (version) => network.call(process, 'find a bundle', () => kept.get(version) ?? null),
  };
}
