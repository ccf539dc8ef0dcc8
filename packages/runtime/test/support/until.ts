import { setTimeout as sleep } from 'node:timers/promises';

/** Tries until it does not throw; after some 30 s it throws what the last attempt threw. */
export async function until<T>(attempt: () => Promise<T>): Promise<T> {
  const end = Date.now() + 30_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await sleep(20);
  }
}
