import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Whether the condition came to hold within the time.
 *
 * @param {() => boolean | Promise<boolean>} holds
 * @param {number} withinMs
 */
export async function waitUntil(holds, withinMs) {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}
