import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const DAYS = ['-days', '30'];

/**
 * An authority of our own and a certificate of this machine's loopback: `ca.pem`, `server.pem`, `server.key`, and both
 * of the latter in one `server-with-key.pem`, as Kafka wants them.
 *
 * @param {string} folder
 */
export async function makeCertificates(folder) {
  const openssl = (/** @type {readonly string[]} */ ...args) =>
    run('making the certificates with openssl', 'openssl', args, folder);
  await openssl(
    'req',
    '-x509',
    ...NEW_KEY,
    ...DAYS,
    '-subj',
    '/CN=nudge local services',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  );
  await openssl('req', ...NEW_KEY, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr');
  writeFileSync(
    join(folder, 'server.ext'),
    'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n',
  );
  const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', ...DAYS, '-extfile', 'server.ext'];
  await openssl('x509', '-req', '-in', 'server.csr', ...signing, '-out', 'server.pem');
  const both =
    readFileSync(join(folder, 'server.key'), 'utf8') + readFileSync(join(folder, 'server.pem'), 'utf8');
  writeFileSync(join(folder, 'server-with-key.pem'), both, { mode: 0o600 });
}
