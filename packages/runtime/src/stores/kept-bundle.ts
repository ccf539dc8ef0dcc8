/** How many bundles a store keeps: those that were put last. */
export const BUNDLES_KEPT = 4;

const MIB = 1024 * 1024;

/** Stores take a bundle in one piece. What projects compile to is some ten kilobytes. */
const BUNDLE_MIB_MAX = 64;

/** Whether a bundle can have this version: it is a hash, so it may be part of a file's name as it stands. */
export function isVersion(version: string): boolean {
  return /^[0-9a-f]{64}$/.test(version);
}

/** Throws an `Error` for what no store keeps. */
export function checkBundle(version: string, bytes: Uint8Array): void {
  if (!isVersion(version)) throw new Error(`\`${version}\` is not the version of a bundle`);
  if (bytes.length <= BUNDLE_MIB_MAX * MIB) return;
  throw new Error(
    `bundle ${version} has ${(bytes.length / MIB).toFixed(1)} MiB, and a store keeps at most ${BUNDLE_MIB_MAX} MiB: make it smaller`,
  );
}
