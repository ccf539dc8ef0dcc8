import { DEFAULT_LIMITS } from '../worker/options.ts';
import {
  choice,
  type Field,
  fileContent,
  offUnlessSaid,
  onUnlessSaid,
  optional,
  required,
  secretFile,
  section,
  withDefault,
} from './field.ts';
import { boolean, brokers, bytes, duration, integer, oneOf, path, ratio, text, topic, url } from './kinds.ts';
import type {
  InputConfig,
  OutputConfig,
  RuntimeConfig,
  StoreConfig,
  StoreServer,
  TlsConfig,
} from './runtime-config.ts';
import { LOG_LEVELS, SASL_MECHANISMS } from './runtime-config.ts';

const tls = (whom: string): Field<TlsConfig | null> =>
  offUnlessSaid(`TLS to ${whom}; \`true\` is enough where a public authority signed its certificate`, {
    ca: fileContent('certificates of the authorities to trust, PEM'),
    cert: fileContent('our own certificate, PEM'),
    key: secretFile('the key of our own certificate, PEM', false),
    serverName: optional(
      text,
      'the name that the certificate must have, if not the one that is connected to',
    ),
  });

const server = (
  whom: string,
  schemes: readonly string[],
): { readonly [K in keyof StoreServer]: Field<StoreServer[K]> } => ({
  url: required(url(schemes), `where ${whom} is; without a password`),
  username: optional(text, 'the user'),
  password: secretFile('the password', false),
  tls: tls(whom),
});

const input: Field<InputConfig> = choice<InputConfig>('Where events come from.', 'kafka', {
  kafka: {
    topic: withDefault(topic, 'events', 'the topic of events'),
    group: withDefault(topic, 'nudge', 'the consumer group; workers of one group share the partitions'),
  },
  file: {
    path: required(path, 'a file of events, NDJSON, plain or gzip'),
    follow: withDefault(
      boolean,
      false,
      'go on with what is written behind its end; without it the runtime ends there',
    ),
  },
  stdio: {},
});

const output: Field<OutputConfig> = choice<OutputConfig>('Where effects go.', 'kafka', {
  kafka: {
    topics: section('The topic of each kind of output.', {
      nudges: withDefault(topic, 'nudge.generated', 'nudges'),
      segments: withDefault(topic, 'segment.membership', 'entries to and exits from segments'),
      decisions: withDefault(topic, 'nudge.decisions', 'nudges that were held back, and why'),
      late: withDefault(topic, 'events.late', 'events that came too late'),
      'dead-letter': withDefault(topic, 'events.dead-letter', 'records that are no events'),
    }),
  },
  file: { folder: required(path, 'a folder with a file for each kind of output') },
  stdio: {},
});

const store: Field<StoreConfig> = choice<StoreConfig>('Where state is kept.', 'disk', {
  memory: {},
  disk: {
    folder: withDefault(path, 'nudge-state', 'a folder of our own, on a disk that outlasts the process'),
  },
  redis: {
    ...server('Redis', ['redis', 'rediss']),
    cluster: withDefault(boolean, false, 'whether it is a node of a Redis Cluster'),
    prefix: withDefault(text, 'nudge', 'what all keys begin with; one for each group'),
  },
  postgres: {
    ...server('Postgres', ['postgres', 'postgresql']),
    schema: withDefault(text, 'nudge', 'the schema of the tables; one for each group'),
    migrate: withDefault(boolean, true, 'whether the tables may be made and brought up to date'),
  },
});

/** All settings: what reads them, names their variables, masks their secrets and documents them. */
export const SCHEMA: Field<RuntimeConfig> = section('', {
  bundle: required(path, 'the folder of a compiled project (`nudgec compile`)'),
  mapping: optional(text, 'the source of the project that maps the records; without it they are CloudEvents'),
  kafka: offUnlessSaid('How Kafka is reached.', {
    client: withDefault(oneOf(['kafkajs', 'platformatic']), 'platformatic', 'the client library'),
    brokers: required(brokers, 'brokers to ask first'),
    clientId: withDefault(topic, 'nudge-runtime', 'what brokers log us under'),
    sessionTimeoutMs: withDefault(
      duration(1_000),
      10_000,
      'a worker that was not heard of for so long has left, and others take its partitions; brokers take 6s or more',
      { as: 'sessionTimeout' },
    ),
    tls: tls('the brokers'),
    sasl: offUnlessSaid('Who we are to the brokers.', {
      mechanism: withDefault(oneOf(SASL_MECHANISMS), 'scram-sha-512', 'how the password is proved'),
      username: required(text, 'the user'),
      password: secretFile('the password', true),
    }),
    createTopics: offUnlessSaid(
      'Makes topics that are missing; for trying it, brokers of a company seldom allow it.',
      {
        partitions: withDefault(integer(1, 10_000), 4, 'partitions of each'),
        replication: withDefault(integer(1, 10), 1, 'replicas of each'),
      },
    ),
  }),
  input,
  output,
  store,
  limits: section('Bounds of everything that grows with what comes in.', {
    batchRecords: withDefault(
      integer(1, 100_000),
      DEFAULT_LIMITS.batchRecords,
      'records that are evaluated and committed together',
    ),
    lingerMs: withDefault(
      duration(0),
      DEFAULT_LIMITS.lingerMs,
      'so long after a batch began the next one of the partition waits to be full; less is sooner, more costs less',
      { as: 'linger' },
    ),
    batchTimers: withDefault(
      integer(1, 100_000),
      DEFAULT_LIMITS.batchTimers,
      'users whose timers are fired and committed together',
    ),
    queuedRecords: withDefault(
      integer(1),
      DEFAULT_LIMITS.queuedRecords,
      'records of one partition that wait; above it the partition is paused',
    ),
    queuedBytes: withDefault(
      bytes(1024),
      DEFAULT_LIMITS.queuedBytes,
      'bytes of one partition that wait; above it the partition is paused',
    ),
    unpublishedRows: withDefault(
      integer(1),
      DEFAULT_LIMITS.unpublishedRows,
      'rows of one partition that wait to be published; above it evaluation waits',
    ),
    checkpointMs: withDefault(
      duration(0),
      DEFAULT_LIMITS.checkpointMs,
      'states are stored at least so often: so much may have to be evaluated again after a crash; `0s` stores them with every commit',
      { as: 'checkpoint' },
    ),
    cachedUsers: withDefault(
      integer(1),
      DEFAULT_LIMITS.cachedUsers,
      'users of one partition that are kept ready in memory',
    ),
    recordBytes: withDefault(bytes(1024), DEFAULT_LIMITS.recordBytes, 'a longer record is a dead letter'),
    idleMs: withDefault(
      duration(1),
      DEFAULT_LIMITS.idleMs,
      'after so long without a record time follows the clock',
      { as: 'idle' },
    ),
    retryMs: withDefault(
      duration(1),
      DEFAULT_LIMITS.retryMs,
      'the first wait after something failed; it doubles',
      { as: 'retry' },
    ),
    retryMaxMs: withDefault(
      duration(1),
      DEFAULT_LIMITS.retryMaxMs,
      'the longest wait after something failed',
      { as: 'retryMax' },
    ),
  }),
  http: onUnlessSaid('Metrics and probes; `false` for none.', {
    host: withDefault(text, '127.0.0.1', 'the address to listen on; the container image says 0.0.0.0'),
    port: withDefault(integer(0, 65_535), 8080, 'the port; 0 takes a free one'),
  }),
  log: section(
    'What is logged, on standard output (on standard error where effects go to standard output).',
    {
      level: withDefault(oneOf(LOG_LEVELS), 'info', 'the least that is logged'),
      format: withDefault(oneOf(['json', 'text']), 'json', 'one JSON object a line, or text for people'),
    },
  ),
  traces: offUnlessSaid('OpenTelemetry spans. Context is passed on with and without.', {
    endpoint: required(
      url(['http', 'https']),
      'where spans are sent with OTLP over HTTP, as in http://collector:4318/v1/traces',
    ),
    serviceName: withDefault(text, 'nudge-runtime', 'under which name'),
    ratio: withDefault(ratio, 0.01, 'the share of batches and of publishings that become spans'),
  }),
  reload: section('What happens when the bundle is compiled again.', {
    watch: withDefault(boolean, true, 'whether its folder is looked at; SIGHUP does it in any case'),
    everyMs: withDefault(duration(100), 2000, 'how often', { as: 'every' }),
  }),
});
