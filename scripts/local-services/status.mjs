import { isAlive } from './processes.mjs';
import { processesOf, runningServices, serviceNames } from './state.mjs';

/** @typedef {import('./state.mjs').State} State */

/** What a program reads: the state without what only the script itself needs, and which processes live.
 *
 * @param {State} state
 */
export function statusJson(state) {
  const processes = Object.entries(state.processes).map(([name, { service, pid, log, ...one }]) => {
    const alive = isAlive({ pid, ...one });
    return { name, service, alive, pid: alive ? pid : null, log };
  });
  const { stateFile, folder, user, password, ca } = state;
  return { stateFile, folder, user, password, ca, ...runningServices(state), processes };
}

/** @param {State} state */
export function statusLines(state) {
  const lines = serviceNames.flatMap((name) => [
    ...processesOf(state, name).map(([process, one]) => {
      return `${process.padEnd(10)} ${isAlive(one) ? `runs as ${one.pid}` : 'does not run'}; log ${one.log}`;
    }),
    ...addressLines(state, name).map((line) => `  ${line}`),
  ]);
  return [
    ...lines,
    `user ${state.user}, password ${state.password}, certificate of the TLS ports signed by ${state.ca}`,
    `data in ${state.folder}; state in ${state.stateFile}`,
  ];
}

/** @param {State} state @param {import('./state.mjs').ServiceName} name */
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
