import process from 'node:process';
import { runQuietly } from '../toolchain/exec.mjs';
import { Failure, say } from '../toolchain/paths.mjs';
import { run } from './run.mjs';

/** Another apt may run (machines update themselves when they start), and a mirror may stumble. */
const PATIENT = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=180', '-o', 'Acquire::Retries=3'];

/**
 * Installs Debian's packages, as root or with a `sudo` that asks nothing.
 *
 * @param {readonly string[]} packages
 */
export async function install(packages) {
  const prefix = await rootPrefix();
  const apt = async (/** @type {readonly string[]} */ ...args) => {
    const [file = '', ...rest] = [
      ...prefix,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      ...PATIENT,
      ...args,
    ];
    await run(`apt-get ${args[0]}`, file, rest, '/');
  };
  say(`installing ${packages.join(', ')} …`);
  await apt('update');
  await apt('install', '--no-install-recommends', ...packages);
}

async function rootPrefix() {
  if (!(await works('apt-get', '--version')))
    throw new Failure('it can be installed only where there is apt-get');
  if (process.getuid?.() === 0) return [];
  if (await works('sudo', '-n', 'true')) return ['sudo', '-n'];
  throw new Failure('only root can install it');
}

/** @param {string} file @param {readonly string[]} args */
async function works(file, ...args) {
  return (await runQuietly({ file, args, cwd: '/' }, process.env)).ok;
}
