import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { classPath, fetchKafka } from './kafka-jars.mjs';
import { kafkaProperties } from './kafka-properties.mjs';
import { answers, HOST } from './ports.mjs';
import { run } from './run.mjs';

const JAVA = ['-Dorg.apache.logging.log4j.level=WARN', '-cp', classPath];

/** @type {import('./service.mjs').Service<import('./state.mjs').KafkaService>} */
export const kafka = {
  quit: 'SIGKILL',
  stop: 'SIGTERM',
  attempts: 1,

  async make({ folder, tls, user, password, choosePort, brokers }) {
    await fetchKafka();
    /** @type {import('./kafka-properties.mjs').Node[]} */
    const nodes = [];
    for (let id = 1; id <= brokers; id += 1) {
      nodes.push({
        id,
        plain: await choosePort(9091 + id),
        sasl: await choosePort(9191 + id),
        saslTls: await choosePort(9291 + id),
        controller: await choosePort(9391 + id),
      });
    }
    const cluster = randomBytes(16).toString('base64url');
    /** @type {Record<string, import('./service.mjs').Launch>} */
    const processes = {};
    await Promise.all(
      nodes.map(async (node) => {
        const cwd = join(folder, String(node.id));
        mkdirSync(cwd, { mode: 0o700 });
        const settings = kafkaProperties(node, nodes, { data: join(cwd, 'data'), tls, user, password });
        writeFileSync(join(cwd, 'server.properties'), settings, { mode: 0o600 });
        const users = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
          '--add-scram',
          `${mechanism}=[name=${user},password=${password}]`,
        ]);
        const format = ['format', '-t', cluster, '-c', 'server.properties', ...users];
        await run(
          'formatting the data of Kafka',
          'java',
          [...JAVA, 'kafka.tools.StorageTool', ...format],
          cwd,
        );
      }),
    );
    for (const { id } of nodes) {
      const args = ['-Xmx512m', ...JAVA, 'kafka.Kafka', 'server.properties'];
      processes[`kafka-${id}`] = { file: 'java', args, cwd: join(folder, String(id)), user: null };
    }
    const at = (/** @type {'plain' | 'sasl' | 'saslTls'} */ listener) =>
      nodes.map((node) => `${HOST}:${node[listener]}`);
    return {
      processes,
      address: {
        brokers: at('plain'),
        saslBrokers: at('sasl'),
        saslTlsBrokers: at('saslTls'),
        mechanisms: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'],
        user,
        password,
        ca: join(tls, 'ca.pem'),
      },
    };
  },

  // A broker opens its ports last, when the controller has let it in.
  isReady(address, name) {
    const broker = address.brokers[Number(name.slice('kafka-'.length)) - 1] ?? '';
    return answers(Number(broker.split(':')[1]));
  },
};
