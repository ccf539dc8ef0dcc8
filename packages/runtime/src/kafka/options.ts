import { systemClock } from '../host/system-clock.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { Output } from '../ports/effect-sink.ts';

/** What both clients are told. Secrets are held as text and appear in no message. */
export interface KafkaOptions {
  /** `host:port`, of any brokers of the cluster. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** The consumer group; also what the transactional ids begin with. */
  readonly groupId: string;
  readonly inputTopic: string;
  readonly outputTopics: Readonly<Record<Output, string>>;
  readonly tls?: KafkaTls | null;
  readonly sasl?: KafkaSasl | null;
  /** Topics that are missing are created so; `null`: they are somebody else's to create. */
  readonly createTopics?: KafkaTopicShape | null;
  readonly log?: KafkaLog;
  /** For waits and time limits of ours; those of the libraries are the machine's in any case. The machine's by default. */
  readonly clock?: Clock;
  readonly random?: RandomSource;
  readonly tuning?: Partial<KafkaTuning>;
}

/** PEM texts; what is `null` is left to Node. */
export interface KafkaTls {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly serverName?: string | null;
  /** `false` trusts any broker: for trying something out only. */
  readonly rejectUnauthorized?: boolean;
}

export interface KafkaSasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

interface KafkaTopicShape {
  readonly partitions: number;
  readonly replication: number;
}

/** Says nothing about what records hold. */
type KafkaLog = (level: 'debug' | 'info' | 'warn' | 'error', message: string) => void;

export interface KafkaTuning {
  /** A member that is not heard of for this long has left. */
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** Also how long it takes until a member hears that others came or went. */
  readonly heartbeatMs: number;
  /** How long a broker may hold an empty answer back: what an idle topic costs against how soon a source stops. */
  readonly maxWaitMs: number;
  /** After an answer that held little the next request leaves so long after the last: few large ones cost less than many. */
  readonly fetchEveryMs: number;
  /** How often it is asked where partitions end that are held back. */
  readonly endsEveryMs: number;
  /** Of one answer, all partitions together. */
  readonly maxBytes: number;
  readonly maxBytesPerPartition: number;
  /** Whether records of transactions that are open or were aborted are left out of the input. */
  readonly readCommitted: boolean;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** After this long a broker ends a transaction whose producer is gone, so that readers go on. */
  readonly transactionTimeoutMs: number;
  /** A little less than what topics take by default (`max.message.bytes`, 1 MiB). */
  readonly maxBatchBytes: number;
  /**
   * How many connections a sink holds to each broker. A broker answers one request of a connection at a time, so that
   * partitions which share one wait for each other; one for each partition would be many sockets.
   */
  readonly sinkConnections: number;
  /** How old the knowledge of who leads which partition may get. */
  readonly metadataAgeMs: number;
}

const KAFKA_TUNING: KafkaTuning = {
  sessionTimeoutMs: 30_000,
  rebalanceTimeoutMs: 60_000,
  heartbeatMs: 1_000,
  maxWaitMs: 20,
  fetchEveryMs: 10,
  endsEveryMs: 5_000,
  maxBytes: 16 * 1024 * 1024,
  maxBytesPerPartition: 2 * 1024 * 1024,
  readCommitted: true,
  connectTimeoutMs: 5_000,
  requestTimeoutMs: 15_000,
  transactionTimeoutMs: 60_000,
  maxBatchBytes: 900_000,
  sinkConnections: 4,
  metadataAgeMs: 60_000,
};

export interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly groupId: string;
  readonly inputTopic: string;
  readonly outputTopics: Readonly<Record<Output, string>>;
  readonly tls: KafkaTls | null;
  readonly sasl: KafkaSasl | null;
  readonly createTopics: KafkaTopicShape | null;
  readonly log: KafkaLog;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly tuning: KafkaTuning;
}

export function kafkaSettings(options: KafkaOptions): KafkaSettings {
  return {
    brokers: options.brokers,
    clientId: options.clientId,
    groupId: options.groupId,
    inputTopic: options.inputTopic,
    outputTopics: options.outputTopics,
    tls: options.tls ?? null,
    sasl: options.sasl ?? null,
    createTopics: options.createTopics ?? null,
    log: options.log ?? (() => {}),
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    tuning: { ...KAFKA_TUNING, ...options.tuning },
  };
}
