import { fork } from 'node:child_process';
import { join } from 'node:path';
import { endOfChild } from '../planting/end-of-child.mjs';

/** @typedef {import('./in-a-copy.ts').Order} Order */
/** @typedef {import('./in-a-copy.ts').Answer} Answer */

export const searchMsMax = 1_800_000;
/** For what stands around the search, and for a loop that a bug made endless. */
const marginMs = 120_000;

/**
 * Has the laws tried in a copy of the tree, on its sources; a text says why there is no answer.
 *
 * @template {Order['kind']} K
 * @param {string} folder
 * @param {Extract<Order, { kind: K }>} order
 * @returns {Promise<Extract<Answer, { kind: K }> | string>}
 */
export async function ask(folder, order) {
  const child = fork(join(folder, 'scripts/law-trial/in-a-copy.ts'), {
    cwd: folder,
    execArgv: ['--conditions=@nudge/source'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  /** @type {Extract<Answer, { kind: K }> | undefined} */
  let answer;
  child.on('message', (message) => {
    answer = /** @type {Extract<Answer, { kind: K }>} */ (message);
  });
  child.send(order);
  const msMax = searchMsMax + marginMs;
  await endOfChild(child, msMax);
  if (answer !== undefined) return answer;
  return child.signalCode === 'SIGKILL' ? `no end within ${msMax / 1000} s` : '**ends without an answer**';
}
