import type { Output } from '../ports/effect-sink.ts';
import type { WorkerLimits } from '../worker/options.ts';
import type { Secret } from './secret.ts';

/** All that a runtime is told, as it holds after files, variables and defaults. */
export interface RuntimeConfig {
  /** The folder of a compiled project. */
  readonly bundle: string;
  /** The project's source that maps the records; `null`: they are CloudEvents. */
  readonly mapping: string | null;
  /** `null` where neither side is Kafka. */
  readonly kafka: KafkaConfig | null;
  readonly input: InputConfig;
  readonly output: OutputConfig;
  readonly store: StoreConfig;
  readonly limits: WorkerLimits;
  readonly http: HttpConfig | null;
  readonly log: LogConfig;
  readonly traces: TracesConfig | null;
  readonly reload: ReloadConfig;
}

export interface KafkaConfig {
  readonly client: 'kafkajs' | 'platformatic';
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly sessionTimeoutMs: number;
  readonly tls: TlsConfig | null;
  readonly sasl: SaslConfig | null;
  readonly createTopics: CreateTopicsConfig | null;
}

/** PEM texts; `null` leaves it to what Node trusts, or to no certificate of our own. */
export interface TlsConfig {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: Secret | null;
  readonly serverName: string | null;
}

export const SASL_MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
type SaslMechanism = (typeof SASL_MECHANISMS)[number];

interface SaslConfig {
  readonly mechanism: SaslMechanism;
  readonly username: string;
  readonly password: Secret;
}

interface CreateTopicsConfig {
  readonly partitions: number;
  readonly replication: number;
}

export type InputConfig =
  | { readonly kind: 'kafka'; readonly topic: string; readonly group: string }
  | { readonly kind: 'file'; readonly path: string; readonly follow: boolean }
  | { readonly kind: 'stdio' };

export type OutputConfig =
  | { readonly kind: 'kafka'; readonly topics: Readonly<Record<Output, string>> }
  | { readonly kind: 'file'; readonly folder: string }
  | { readonly kind: 'stdio' };

export type StoreConfig =
  | { readonly kind: 'memory' }
  | { readonly kind: 'disk'; readonly folder: string }
  | (StoreServer & { readonly kind: 'redis'; readonly cluster: boolean; readonly prefix: string })
  | (StoreServer & { readonly kind: 'postgres'; readonly schema: string; readonly migrate: boolean });

export interface StoreServer {
  readonly url: string;
  readonly username: string | null;
  readonly password: Secret | null;
  readonly tls: TlsConfig | null;
}

export interface HttpConfig {
  readonly host: string;
  readonly port: number;
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogConfig {
  readonly level: LogLevel;
  readonly format: 'json' | 'text';
}

export interface TracesConfig {
  readonly endpoint: string;
  readonly serviceName: string;
  /** The share of batches and of publishings that become spans. */
  readonly ratio: number;
}

interface ReloadConfig {
  readonly watch: boolean;
  readonly everyMs: number;
}
