import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { isAlive } from './processes.mjs';

/**
 * Addresses are `host:port`. `ca` is the path of the certificate that signed the one of the TLS ports, in PEM.
 *
 * @typedef {{
 *   readonly brokers: readonly string[],
 *   readonly saslBrokers: readonly string[],
 *   readonly saslTlsBrokers: readonly string[],
 *   readonly mechanisms: readonly ('PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512')[],
 *   readonly user: string, readonly password: string, readonly ca: string,
 * }} KafkaService
 * @typedef {{
 *   readonly host: string, readonly port: number, readonly tlsPort: number,
 *   readonly password: string, readonly url: string, readonly tlsUrl: string, readonly ca: string,
 * }} RedisService
 * @typedef {{
 *   readonly host: string, readonly port: number, readonly database: string,
 *   readonly user: string, readonly password: string, readonly url: string, readonly ca: string,
 * }} PostgresService
 * @typedef {{ readonly kafka: KafkaService | null, readonly redis: RedisService | null, readonly postgres: PostgresService | null }} Services
 * @typedef {keyof Services} ServiceName
 *
 * A process of a service and how it is started again. `owner` tells it from a later process with the same id.
 *
 * @typedef {{
 *   service: ServiceName, file: string, args: readonly string[], cwd: string, log: string,
 *   user: { uid: number, gid: number } | null, pid: number | null, owner: string | null,
 * }} ServiceProcess
 * @typedef {{
 *   stateFile: string, folder: string, user: string, password: string, ca: string,
 *   kafka: KafkaService | null, redis: RedisService | null, postgres: PostgresService | null,
 *   processes: Record<string, ServiceProcess>,
 * }} State
 */

/** @type {readonly ServiceName[]} */
export const serviceNames = ['kafka', 'redis', 'postgres'];

/**
 * Nothing where there is none, or where the folder it speaks of is gone (a restart of the machine empties `/tmp`).
 *
 * @param {string} file
 * @returns {State | null}
 */
export function readState(file) {
  if (!existsSync(file)) return null;
  /** @type {State} */
  const state = JSON.parse(readFileSync(file, 'utf8'));
  return existsSync(state.folder) ? state : null;
}

/** @param {State} state */
export function writeState(state) {
  mkdirSync(dirname(state.stateFile), { recursive: true });
  // Renamed into place: a test run that starts now reads the old or the new, never half of one.
  const half = `${state.stateFile}.${process.pid}`;
  writeFileSync(half, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  chmodSync(half, 0o600);
  renameSync(half, state.stateFile);
}

/** @param {string} file */
export function removeState(file) {
  rmSync(file, { force: true });
}

/** @param {State} state @param {ServiceName} service */
export function processesOf(state, service) {
  return Object.entries(state.processes).filter(([, process]) => process.service === service);
}

/**
 * The services whose processes all live.
 *
 * @param {State | null} state
 * @returns {Services}
 */
export function runningServices(state) {
  const lives = (/** @type {ServiceName} */ name) =>
    state !== null && processesOf(state, name).every(([, process]) => isAlive(process));
  return {
    kafka: state !== null && lives('kafka') ? state.kafka : null,
    redis: state !== null && lives('redis') ? state.redis : null,
    postgres: state !== null && lives('postgres') ? state.postgres : null,
  };
}
