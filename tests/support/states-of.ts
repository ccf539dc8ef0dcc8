import type { PartitionStore } from '../../packages/runtime/src/ports/state-store.ts';

/** The states of all users that a store holds of a partition, by key. */
export async function statesOf(store: PartitionStore): Promise<ReadonlyMap<string, Uint8Array>> {
  const states = new Map<string, Uint8Array>();
  for await (const page of store.keys()) {
    const found = await store.load(page);
    page.forEach((key, i) => {
      const bytes = found[i] ?? null;
      if (bytes !== null) states.set(key, bytes.slice());
    });
  }
  return states;
}
