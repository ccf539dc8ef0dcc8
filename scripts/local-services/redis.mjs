import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answers, HOST } from './ports.mjs';

/** @type {import('./service.mjs').Service<import('./state.mjs').RedisService>} */
export const redis = {
  quit: 'SIGKILL',
  stop: 'SIGTERM',
  attempts: 1,

  async make({ folder, tls, password, choosePort }) {
    const port = await choosePort(6379);
    const tlsPort = await choosePort(6479);
    const settings = [
      `bind ${HOST}`,
      `port ${port}`,
      `tls-port ${tlsPort}`,
      `tls-cert-file ${join(tls, 'server.pem')}`,
      `tls-key-file ${join(tls, 'server.key')}`,
      `tls-ca-cert-file ${join(tls, 'ca.pem')}`,
      'tls-auth-clients no',
      `requirepass ${password}`,
      `dir ${folder}`,
      // What was acknowledged is in the system's hands: it is there again after `kill redis`.
      'appendonly yes',
      'appendfsync everysec',
      'save ""',
    ];
    writeFileSync(join(folder, 'redis.conf'), `${settings.join('\n')}\n`, { mode: 0o600 });
    const ca = join(tls, 'ca.pem');
    const url = `redis://default:${password}@${HOST}:${port}`;
    const tlsUrl = `rediss://default:${password}@${HOST}:${tlsPort}`;
    return {
      processes: { redis: { file: 'redis-server', args: ['redis.conf'], cwd: folder, user: null } },
      address: { host: HOST, port, tlsPort, password, url, tlsUrl, ca },
    };
  },

  isReady({ port, password }) {
    return answers(port, `AUTH ${password}\r\nPING\r\n`, '+PONG');
  },
};
