import type { Backend } from './backend.ts';
import type { CommitHistory } from './commit-history.ts';

/** What a store holds when all is over, by user. */
export async function statesIn(
  backend: Backend,
  partition: number,
  history: CommitHistory,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const store = await backend.reader().claim(partition);
  await history.settle(store.progress, (keys) => store.load(keys));
  const states = new Map<string, Uint8Array>();
  for await (const page of store.keys()) {
    const bytes = await store.load(page);
    page.forEach((key, i) => {
      const found = bytes[i] ?? null;
      if (found !== null) states.set(key, found.slice());
    });
  }
  await store.release();
  return states;
}
