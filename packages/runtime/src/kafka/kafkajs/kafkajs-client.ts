import { Kafka, type KafkaConfig, type logCreator, logLevel, type SASLOptions } from 'kafkajs';
import type { KafkaClient, Membership, Wire } from '../client.ts';
import type { KafkaSasl, KafkaSettings, KafkaTls } from '../options.ts';
import { clusterOf } from './internals.ts';
import { KafkajsMembership } from './kafkajs-membership.ts';
import { KafkajsWire } from './kafkajs-wire.ts';

export class KafkajsClient implements KafkaClient {
  readonly #settings: KafkaSettings;
  readonly #kafka: Kafka;

  constructor(settings: KafkaSettings) {
    this.#settings = settings;
    this.#kafka = new Kafka(kafkajsConfig(settings));
  }

  async connect(): Promise<Wire> {
    const cluster = clusterOf(this.#kafka, this.#settings.tuning.metadataAgeMs);
    const wire = new KafkajsWire(cluster);
    await wire.connect(this.#settings.brokers);
    return wire;
  }

  membership(): Membership {
    return new KafkajsMembership(this.#kafka, this.#settings);
  }
}

function kafkajsConfig(settings: KafkaSettings): KafkaConfig {
  const { tuning } = settings;
  return {
    brokers: [...settings.brokers],
    clientId: settings.clientId,
    connectionTimeout: tuning.connectTimeoutMs,
    authenticationTimeout: tuning.requestTimeoutMs,
    requestTimeout: tuning.requestTimeoutMs,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8 },
    logLevel: logLevel.WARN,
    logCreator: quietly(settings),
    ...(settings.tls === null ? {} : { ssl: tlsOptions(settings.tls) }),
    ...(settings.sasl === null ? {} : { sasl: saslOptions(settings.sasl) }),
  };
}

function tlsOptions(tls: KafkaTls): NonNullable<KafkaConfig['ssl']> {
  return {
    rejectUnauthorized: tls.rejectUnauthorized ?? true,
    ...(tls.ca === null ? {} : { ca: tls.ca }),
    ...(tls.cert === null ? {} : { cert: tls.cert }),
    ...(tls.key === null ? {} : { key: tls.key }),
    ...(tls.serverName === undefined || tls.serverName === null ? {} : { servername: tls.serverName }),
  };
}

function saslOptions({ mechanism, username, password }: KafkaSasl): SASLOptions {
  return { mechanism, username, password } as SASLOptions;
}

/** Only the message and the error's: further fields may hold what was sent. */
function quietly({ log }: KafkaSettings): logCreator {
  return () =>
    ({ level, namespace, log: entry }) => {
      const error = entry['error'];
      const why = typeof error === 'string' && !entry.message.includes(error) ? `: ${error}` : '';
      // What it calls an error it mostly repairs by itself; what it cannot repair is thrown.
      log(
        level <= logLevel.WARN ? 'warn' : 'debug',
        `kafkajs${namespace ? ` ${namespace}` : ''}: ${entry.message}${why}`,
      );
    };
}
