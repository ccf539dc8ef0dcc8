import { join } from 'node:path';
import { HOST } from './ports.mjs';

/** @typedef {{ readonly id: number, readonly plain: number, readonly sasl: number, readonly saslTls: number, readonly controller: number }} Node */

const LOGIN = 'org.apache.kafka.common.security';

/**
 * The `server.properties` of one node; each is broker and controller, so that any one of three may be killed.
 *
 * @param {Node} node
 * @param {readonly Node[]} nodes
 * @param {{ readonly data: string, readonly tls: string, readonly user: string, readonly password: string }} set
 */
export function kafkaProperties(node, nodes, { data, tls, user, password }) {
  const replicas = Math.min(nodes.length, 3);
  const inSync = Math.min(replicas, 2);
  const clients = `PLAINTEXT://${HOST}:${node.plain},SASL_PLAINTEXT://${HOST}:${node.sasl},SASL_SSL://${HOST}:${node.saslTls}`;
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': nodes.map(({ id, controller }) => `${id}@${HOST}:${controller}`).join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: `${clients},CONTROLLER://${HOST}:${node.controller}`,
    'advertised.listeners': clients,
    'listener.security.protocol.map':
      'PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': data,

    ...logins('sasl_plaintext', user, password),
    ...logins('sasl_ssl', user, password),
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': join(tls, 'server-with-key.pem'),
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': join(tls, 'ca.pem'),

    'auto.create.topics.enable': false,
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.num.partitions': 4,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.num.partitions': 4,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,

    // Tests wait for what these bound: a group that forms, a member or a broker that is gone, a transaction left open.
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1_000,
    'group.consumer.min.session.timeout.ms': 1_000,
    'group.consumer.min.heartbeat.interval.ms': 100,
    'broker.heartbeat.interval.ms': 500,
    'broker.session.timeout.ms': 3_000,
    'transaction.abort.timed.out.transaction.cleanup.interval.ms': 1_000,

    // By default a quarter of the heap we give.
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** @param {string} listener @param {string} user @param {string} password */
function logins(listener, user, password) {
  const of = `listener.name.${listener}`;
  const scram = `${LOGIN}.scram.ScramLoginModule required;`;
  return {
    [`${of}.sasl.enabled.mechanisms`]: 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    [`${of}.plain.sasl.jaas.config`]: `${LOGIN}.plain.PlainLoginModule required user_${user}="${password}";`,
    [`${of}.scram-sha-256.sasl.jaas.config`]: scram,
    [`${of}.scram-sha-512.sasl.jaas.config`]: scram,
  };
}
