// Real services on loopback, for tests and for trying things: docs/services.md.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { withLock } from '../toolchain/lock.mjs';
import { Failure, say } from '../toolchain/paths.mjs';
import { down } from './down.mjs';
import { stateFile } from './folders.mjs';
import { endProcess, startProcess } from './start.mjs';
import { readState, runningServices, serviceNames } from './state.mjs';
import { statusJson, statusLines } from './status.mjs';
import { up } from './up.mjs';

/** @typedef {import('./state.mjs').ServiceName} ServiceName */

const USAGE = `usage: scripts/services up     [kafka] [redis] [postgres] [--brokers N] [--install] [--format json]
       scripts/services down   [kafka] [redis] [postgres]
       scripts/services status [kafka] [redis] [postgres] [--format json]
       scripts/services kill|stop|start kafka-1|…|redis|postgres`;

/** @param {readonly string[]} args */
function read(args) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { brokers: { type: 'string' }, install: { type: 'boolean' }, format: { type: 'string' } },
    });
    const [command = '', ...names] = positionals;
    const brokers = values.brokers === undefined ? null : Number(values.brokers);
    if (brokers !== null && !(Number.isInteger(brokers) && brokers >= 1 && brokers <= 9)) {
      throw new Failure('--brokers is a number from 1 to 9');
    }
    if (values.format !== undefined && values.format !== 'json') throw new Failure('--format is `json`');
    return { command, names, brokers, install: values.install === true, json: values.format === 'json' };
  } catch (error) {
    throw new Failure(`${/** @type {Error} */ (error).message}\n${USAGE}`);
  }
}

/** @param {readonly string[]} names @returns {readonly ServiceName[]} */
function servicesNamed(names) {
  if (names.length === 0) return serviceNames;
  return [...new Set(names)].map((name) => {
    const known = serviceNames.find((one) => one === name);
    if (known === undefined) throw new Failure(`there is no service ${name}\n${USAGE}`);
    return known;
  });
}

function theState() {
  const state = readState(stateFile);
  if (state === null) throw new Failure('no services run; `scripts/services up` starts them');
  return state;
}

/** @param {readonly ServiceName[]} names @param {boolean} json */
function print(names, json) {
  const state = theState();
  console.log(
    json ? JSON.stringify(statusJson(state, names), null, 2) : statusLines(state, names).join('\n'),
  );
}

async function main() {
  const { command, names, brokers, install, json } = read(process.argv.slice(2));
  switch (command) {
    case 'up': {
      const ok = await up(stateFile, servicesNamed(names), { brokers, install });
      if (!ok) process.exitCode = 1;
      if (readState(stateFile) !== null) print(serviceNames, json);
      return;
    }
    case 'down': {
      const state = readState(stateFile);
      if (state !== null) await down(state, servicesNamed(names));
      return;
    }
    case 'status': {
      const asked = servicesNamed(names);
      print(asked, json);
      const running = runningServices(readState(stateFile));
      if (asked.every((name) => running[name] === null)) process.exitCode = 1;
      return;
    }
    case 'kill':
    case 'stop':
    case 'start':
      if (names.length === 0) throw new Failure(USAGE);
      for (const name of names) {
        if (command === 'start') await startProcess(theState(), name);
        else await endProcess(theState(), name, command);
      }
      return;
    default:
      throw new Failure(USAGE);
  }
}

try {
  await withLock(`${stateFile}.lock`, main, () => say('waiting for another `scripts/services` …'));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  say(error.message);
  process.exitCode = 2;
}
