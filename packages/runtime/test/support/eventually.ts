import { setTimeout as wait } from 'node:timers/promises';

/** Waits until it is so, a bounded number of looks. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < 2_000; looks++) {
    if (await isSo()) return;
    await wait(5);
  }
  throw new Error('it never came to be');
}
