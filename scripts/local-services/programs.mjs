import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { runQuietly } from '../toolchain/exec.mjs';
import { kafkaJars } from './folders.mjs';

/** @typedef {import('./state.mjs').ServiceName} ServiceName */
/** @typedef {{ readonly program: string, readonly package: string }} Missing */

/** @param {string} name */
function onPath(name) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
}

/** Where PostgreSQL's own programs are: Debian keeps each version's apart from the PATH. */
export function postgresPrograms() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** Kafka 4 needs Java 17. */
async function hasJava() {
  const { ok, output } = await runQuietly({ file: 'java', args: ['-version'], cwd: '/' }, process.env);
  return ok && Number(/version "(\d+)/.exec(output)?.[1] ?? 0) >= 17;
}

/**
 * What the service needs and this machine has not, with the name of its Debian package.
 *
 * @param {ServiceName} service
 * @returns {Promise<readonly Missing[]>}
 */
export async function missingPrograms(service) {
  /** @type {Missing[]} */
  const missing = [];
  const need = (/** @type {boolean} */ there, /** @type {string} */ program, name = program) => {
    if (!there) missing.push({ program, package: name });
  };
  need(onPath('openssl'), 'openssl');
  switch (service) {
    case 'kafka':
      need(await hasJava(), 'java (17 or later)', 'default-jre-headless');
      need(existsSync(kafkaJars) || onPath('mvn'), 'mvn', 'maven');
      break;
    case 'redis':
      need(onPath('redis-server'), 'redis-server');
      break;
    case 'postgres':
      need(postgresPrograms() !== undefined, 'the server of PostgreSQL', 'postgresql');
      break;
    default:
      /** @satisfies {never} */ (service);
  }
  return missing;
}
