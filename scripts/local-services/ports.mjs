import { connect, createServer } from 'node:net';

export const HOST = '127.0.0.1';

/** The ports of the system's own choice begin above (Linux: 32768): a client that dials out may be given one of those, and
 * a service that was killed would then not get its own back. */
const LAST = 32_000;

/** @typedef {(wanted: number) => Promise<number>} ChoosePort */

/**
 * Gives the wanted port or the next free one above it, each only once.
 *
 * @param {(port: number) => Promise<boolean>} isFree
 * @returns {ChoosePort}
 */
export function portChooser(isFree = canListen) {
  /** @type {Set<number>} */
  const given = new Set();
  return async (wanted) => {
    for (let port = wanted; port <= LAST; port += 1) {
      if (given.has(port)) continue;
      given.add(port);
      if (await isFree(port)) return port;
    }
    throw new Error(`no port from ${wanted} to ${LAST} is free`);
  };
}

/** @param {number} port @returns {Promise<boolean>} */
function canListen(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, HOST, () => server.close(() => resolve(true)));
  });
}

/**
 * Whether the port takes the question and what comes back begins with the answer; an empty question only connects.
 *
 * @param {number} port
 * @param {string} question
 * @param {string} answer
 * @returns {Promise<boolean>}
 */
export function answers(port, question = '', answer = '') {
  return new Promise((resolve) => {
    const socket = connect({ port, host: HOST, timeout: 2_000 });
    let said = '';
    const finish = (/** @type {boolean} */ ok) => {
      socket.destroy();
      resolve(ok);
    };
    socket.once('connect', () => (question === '' ? finish(true) : socket.write(question)));
    socket.on('data', (chunk) => {
      said += chunk;
      if (said.includes(answer)) finish(true);
    });
    socket.once('timeout', () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
  });
}
