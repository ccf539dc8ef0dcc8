import { execFile } from 'node:child_process';
import { appendFileSync, chmodSync, chownSync, copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { Failure } from '../toolchain/paths.mjs';
import { HOST } from './ports.mjs';
import { postgresPrograms } from './programs.mjs';

const DATABASE = 'nudge';
const execute = promisify(execFile);

/** @typedef {{ uid: number, gid: number }} User */

/** @type {import('./service.mjs').Service<import('./state.mjs').PostgresService>} */
export const postgres = {
  // PostgreSQL's immediate shutdown: as good as a kill, and its children go, too.
  quit: 'SIGQUIT',
  stop: 'SIGINT',
  attempts: 20,

  async make({ folder, tls, user, password, choosePort }) {
    const programs = postgresPrograms() ?? '';
    const port = await choosePort(5432);
    const owner = await owningUser();
    if (owner !== null) chownSync(folder, owner.uid, owner.gid);
    const give = (/** @type {string} */ file) => {
      chmodSync(file, 0o600);
      if (owner !== null) chownSync(file, owner.uid, owner.gid);
      return file;
    };

    const data = join(folder, 'data');
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, password);
    const settings = ['-D', data, '-U', user, '-A', 'scram-sha-256', `--pwfile=${give(passwordFile)}`];
    const texts = ['--encoding=UTF8', '--locale=C.UTF-8'];
    await asUser(owner, folder, join(programs, 'initdb'), [...settings, ...texts, '--no-sync']);
    rmSync(passwordFile);

    copyFileSync(join(tls, 'server.pem'), join(data, 'server.crt'));
    copyFileSync(join(tls, 'server.key'), join(data, 'server.key'));
    give(join(data, 'server.crt'));
    give(join(data, 'server.key'));
    appendFileSync(
      join(data, 'postgresql.conf'),
      [
        `listen_addresses = '${HOST}'`,
        `port = ${port}`,
        `unix_socket_directories = ''`,
        'ssl = on',
        'wal_level = logical',
        'max_connections = 200',
        // Only the machine's own crash could lose what this leaves to the system; `kill postgres` does not.
        'fsync = off',
        '',
      ].join('\n'),
    );
    // The server's single-user mode makes the database without a connection.
    await asUser(
      owner,
      folder,
      join(programs, 'postgres'),
      ['--single', '-D', data, 'postgres'],
      `CREATE DATABASE ${DATABASE}\n`,
    );

    const url = `postgres://${user}:${password}@${HOST}:${port}/${DATABASE}`;
    const args = ['-D', data];
    return {
      processes: { postgres: { file: join(programs, 'postgres'), args, cwd: folder, user: owner } },
      address: { host: HOST, port, database: DATABASE, user, password, url, ca: join(tls, 'ca.pem') },
    };
  },

  async isReady({ host, port }) {
    const isReady = join(postgresPrograms() ?? '', 'pg_isready');
    return execute(isReady, ['-q', '-h', host, '-p', String(port)]).then(
      () => true,
      () => false,
    );
  },
};

/**
 * PostgreSQL does not run as root: there the user that its package makes owns the data. Nobody otherwise.
 *
 * @returns {Promise<User | null>}
 */
async function owningUser() {
  if (process.getuid?.() !== 0) return null;
  const idOf = async (/** @type {string} */ flag) => Number((await execute('id', [flag, 'postgres'])).stdout);
  return { uid: await idOf('-u'), gid: await idOf('-g') };
}

/** @param {User | null} owner @param {string} cwd @param {string} file @param {readonly string[]} args */
async function asUser(owner, cwd, file, args, input = '') {
  const running = execute(file, [...args], { cwd, ...(owner ?? {}) });
  running.child.stdin?.end(input);
  try {
    await running;
  } catch (error) {
    const { stdout = '', stderr = '' } = /** @type {{ stdout?: string, stderr?: string }} */ (error);
    throw new Failure(`${file} failed:\n${stdout}${stderr}`.trim());
  }
}
