import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { end } from './processes.mjs';
import { services } from './services.mjs';
import { processesOf, removeState, serviceNames, writeState } from './state.mjs';

/** @typedef {import('./state.mjs').State} State */

/**
 * Ends the services and removes their data; where none is left, the rest goes, too.
 *
 * @param {State} state
 * @param {readonly import('./state.mjs').ServiceName[]} names
 */
export async function down(state, names) {
  await Promise.all(
    names.map(async (name) => {
      const ours = processesOf(state, name);
      await Promise.all(ours.map(([, one]) => end(one, services[name].quit)));
      for (const [process, { log }] of ours) {
        delete state.processes[process];
        rmSync(log, { force: true });
      }
      // A process of PostgreSQL that was killed may have left children that write for a moment still.
      rmSync(join(state.folder, name), { recursive: true, force: true, maxRetries: 5 });
      state[name] = null;
    }),
  );
  if (serviceNames.some((name) => state[name] !== null)) {
    writeState(state);
    return;
  }
  rmSync(state.folder, { recursive: true, force: true, maxRetries: 5 });
  removeState(state.stateFile);
}
