import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure, say } from '../toolchain/paths.mjs';
import { makeCertificates } from './certificates.mjs';
import { down } from './down.mjs';
import { install } from './install.mjs';
import { portChooser } from './ports.mjs';
import { isAlive } from './processes.mjs';
import { missingPrograms } from './programs.mjs';
import { services } from './services.mjs';
import { startProcess } from './start.mjs';
import { processesOf, readState, writeState } from './state.mjs';

/** @typedef {import('./state.mjs').ServiceName} ServiceName */
/** @typedef {import('./state.mjs').State} State */
/** @typedef {{ readonly brokers: number | null, readonly install: boolean }} UpOptions */

/**
 * Starts the services that do not run; those that do stay as they are. Says of each that cannot be started why, and goes
 * on with the others.
 *
 * @param {string} stateFile
 * @param {readonly ServiceName[]} names
 * @param {UpOptions} options
 * @returns {Promise<boolean>} whether all run now
 */
export async function up(stateFile, names, options) {
  const fit = await withPrograms(names, options.install);
  const state = readState(stateFile) ?? (fit.length > 0 ? await newState(stateFile) : null);
  if (state === null) return false;
  const choosePort = portChooser();
  const started = await Promise.all(
    fit.map(async (name) => {
      try {
        await makeOnce(state, name, options.brokers, choosePort);
        const waiting = processesOf(state, name).filter(([, one]) => !isAlive(one));
        await Promise.all(waiting.map(([process]) => startProcess(state, process)));
        return true;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        say(`${name}: ${error.message}`);
        return false;
      }
    }),
  );
  // Where nothing could be made, nothing stays.
  await down(state, []);
  return fit.length === names.length && started.every((ok) => ok);
}

/** @param {readonly ServiceName[]} names @param {boolean} mayInstall */
async function withPrograms(names, mayInstall) {
  let missing = await Promise.all(names.map(missingPrograms));
  const packages = [...new Set(missing.flat().map((one) => one.package))];
  let why = 'install it, or let `scripts/services up --install` do so';
  if (packages.length > 0 && mayInstall) {
    try {
      await install(packages);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      why = error.message;
    }
    missing = await Promise.all(names.map(missingPrograms));
  }
  return names.filter((name, index) => {
    for (const one of missing[index] ?? []) {
      say(`${name} needs ${one.program}, which is not here (Debian: ${one.package}): ${why}`);
    }
    return missing[index]?.length === 0;
  });
}

/** @param {string} stateFile @returns {Promise<State>} */
async function newState(stateFile) {
  const folder = mkdtempSync(join(tmpdir(), 'nudge-services-'));
  // PostgreSQL's user must get to its own folder; what is in the others only their owner may read.
  chmodSync(folder, 0o711);
  const tls = join(folder, 'tls');
  mkdirSync(tls, { mode: 0o700 });
  await makeCertificates(tls);
  const password = randomBytes(12).toString('hex');
  const nothing = { kafka: null, redis: null, postgres: null, processes: {} };
  return { stateFile, folder, user: 'nudge', password, ca: join(tls, 'ca.pem'), ...nothing };
}

/**
 * @param {State} state
 * @param {ServiceName} name
 * @param {number | null} brokers
 * @param {import('./ports.mjs').ChoosePort} choosePort
 */
async function makeOnce(state, name, brokers, choosePort) {
  const made = processesOf(state, name).length;
  if (name === 'kafka' && made > 0 && brokers !== null && brokers !== made) {
    throw new Failure(
      `it has ${made === 1 ? '1 broker' : `${made} brokers`}, not ${brokers}: \`scripts/services down kafka\` first`,
    );
  }
  if (state[name] !== null) return;
  const folder = join(state.folder, name);
  // What a try that failed has left.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  const { user, password } = state;
  const place = { folder, tls: join(state.folder, 'tls'), user, password, choosePort, brokers: brokers ?? 1 };
  const { address, processes } = await services[name].make(place);
  state[name] = address;
  for (const [process, launch] of Object.entries(processes)) {
    const log = join(state.folder, `${process}.log`);
    state.processes[process] = { service: name, ...launch, log, pid: null, owner: null };
  }
  writeState(state);
}
