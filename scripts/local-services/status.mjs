import { isAlive } from './processes.mjs';
import { processesOf, runningServices } from './state.mjs';

/** @typedef {import('./state.mjs').State} State */
/** @typedef {import('./state.mjs').ServiceName} ServiceName */

/** What a program reads: the state without what only the script itself needs, and which processes live.
 *
 * @param {State} state
 * @param {readonly ServiceName[]} names those that it asks for; the others are left out
 */
export function statusJson(state, names) {
  const processes = names.flatMap((service) =>
    processesOf(state, service).map(([name, one]) => {
      const alive = isAlive(one);
      return { name, service, alive, pid: alive ? one.pid : null, log: one.log };
    }),
  );
  const { stateFile, folder, user, password, ca } = state;
  const running = runningServices(state);
  const asked = Object.fromEntries(names.map((name) => [name, running[name]]));
  return { stateFile, folder, user, password, ca, ...asked, processes };
}

/** @param {State} state @param {readonly ServiceName[]} names */
export function statusLines(state, names) {
  const lines = names.flatMap((name) => {
    const processes = processesOf(state, name);
    if (processes.length === 0) return [`${name.padEnd(10)} does not run`];
    return [
      ...processes.map(([process, one]) => {
        return `${process.padEnd(10)} ${isAlive(one) ? `runs as ${one.pid}` : 'does not run'}; log ${one.log}`;
      }),
      ...addressLines(state, name).map((line) => `  ${line}`),
    ];
  });
  return [
    ...lines,
    `user ${state.user}, password ${state.password}, certificate of the TLS ports signed by ${state.ca}`,
    `data in ${state.folder}; state in ${state.stateFile}`,
  ];
}

/** @param {State} state @param {ServiceName} name */
function addressLines({ kafka, redis, postgres }, name) {
  switch (name) {
    case 'kafka':
      if (kafka === null) return [];
      return [
        `plain     ${kafka.brokers.join(',')}`,
        `SASL      ${kafka.saslBrokers.join(',')} (${kafka.mechanisms.join(', ')})`,
        `SASL, TLS ${kafka.saslTlsBrokers.join(',')}`,
      ];
    case 'redis':
      return redis === null ? [] : [redis.url, redis.tlsUrl];
    case 'postgres':
      return postgres === null ? [] : [postgres.url];
    default:
      return /** @satisfies {never} */ (name);
  }
}
