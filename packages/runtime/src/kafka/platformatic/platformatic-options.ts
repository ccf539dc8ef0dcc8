import type { ConsumerOptions } from '@platformatic/kafka';
import type { KafkaSasl, KafkaSettings } from '../options.ts';

type Connecting = Pick<
  ConsumerOptions<Buffer, Buffer, Buffer, Buffer>,
  'clientId' | 'bootstrapBrokers' | 'connectTimeout' | 'timeout' | 'retries' | 'retryDelay' | 'metadataMaxAge'
> & { requestTimeout: number; maxInflights: number; autocreateTopics: boolean };

/** Requests of one connection are answered in order by the broker; the client need not hold them back. */
const NO_LIMIT = 1_000;

export function connectOptions(settings: KafkaSettings): Connecting {
  const { tuning } = settings;
  return {
    clientId: settings.clientId,
    bootstrapBrokers: [...settings.brokers],
    connectTimeout: tuning.connectTimeoutMs,
    timeout: tuning.requestTimeoutMs,
    requestTimeout: tuning.requestTimeoutMs,
    retries: 8,
    retryDelay: 250,
    metadataMaxAge: tuning.metadataAgeMs,
    maxInflights: NO_LIMIT,
    autocreateTopics: false,
    ...tlsOptions(settings),
    ...(settings.sasl === null ? {} : { sasl: saslOptions(settings.sasl) }),
  };
}

function tlsOptions({ tls }: KafkaSettings): object {
  if (tls === null) return {};
  return {
    tls: {
      rejectUnauthorized: tls.rejectUnauthorized ?? true,
      ...(tls.ca === null ? {} : { ca: tls.ca }),
      ...(tls.cert === null ? {} : { cert: tls.cert }),
      ...(tls.key === null ? {} : { key: tls.key }),
    },
    ...(tls.serverName === undefined || tls.serverName === null ? {} : { tlsServerName: tls.serverName }),
  };
}

const MECHANISMS = {
  plain: 'PLAIN',
  'scram-sha-256': 'SCRAM-SHA-256',
  'scram-sha-512': 'SCRAM-SHA-512',
} as const;

function saslOptions({ mechanism, username, password }: KafkaSasl): object {
  return { mechanism: MECHANISMS[mechanism], username, password };
}
