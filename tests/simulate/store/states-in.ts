import { statesOf } from '../../support/states-of.ts';
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
  const states = await statesOf(store);
  await store.release();
  return states;
}
