import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../toolchain/paths.mjs';
import { end, endOfLog, isAlive, launch } from './processes.mjs';
import { services } from './services.mjs';
import { writeState } from './state.mjs';
import { waitUntil } from './wait.mjs';

const READY_WITHIN_MS = 90_000;

/** @typedef {import('./state.mjs').State} State */

/**
 * Starts one process and waits until it serves.
 *
 * @param {State} state
 * @param {string} name
 */
export async function startProcess(state, name) {
  const one = processNamed(state, name);
  if (isAlive(one)) return;
  const service = services[one.service];
  const serves = () => service.isReady(state[one.service], name);
  for (let attempt = 1; attempt <= service.attempts; attempt += 1) {
    if (attempt > 1) await sleep(500);
    launch(one);
    // Written before it serves: whatever happens to us, `down` finds it.
    writeState(state);
    await waitUntil(async () => !isAlive(one) || (await serves()), READY_WITHIN_MS);
    if (isAlive(one) && (await serves())) return;
    await end(one, service.quit);
  }
  throw new Failure(`${name} does not run; the end of ${one.log}:\n${endOfLog(one)}`);
}

/**
 * @param {State} state
 * @param {string} name
 * @param {'kill' | 'stop'} how a kill leaves no time to tidy up, a stop does
 */
export async function endProcess(state, name, how) {
  const one = processNamed(state, name);
  await end(one, how === 'kill' ? 'SIGKILL' : services[one.service].stop);
}

/** @param {State} state @param {string} name */
function processNamed(state, name) {
  const one = Object.hasOwn(state.processes, name) ? state.processes[name] : undefined;
  if (one !== undefined) return one;
  const known = Object.keys(state.processes).join(', ') || 'none';
  throw new Failure(`there is no process ${name} (there are: ${known})`);
}
