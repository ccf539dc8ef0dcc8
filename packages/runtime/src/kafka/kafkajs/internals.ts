import type { Kafka } from 'kafkajs';

/**
 * The part of kafkajs below its consumers and producers. It is not documented, but it does not move either: 2.2.4, of
 * February 2023, is the last release, and our manifest pins it.
 */
export interface Cluster {
  readonly rootLogger: unknown;
  readonly connectionPoolBuilder: {
    build(at: { readonly host: string; readonly port: number }): Promise<ConnectionPool>;
  };
  readonly brokerPool: {
    /** Whichever of the brokers that were named answered first. */
    readonly seedBroker: Broker;
    /** What that one can do; others are not asked again. */
    readonly versions: unknown;
    createBroker(options: {
      readonly logger: unknown;
      readonly versions: unknown;
      readonly connectionPool: ConnectionPool;
      readonly nodeId: number;
    }): Broker;
  };
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

export interface Broker {
  readonly connectionPool: ConnectionPool;
  isConnected(): boolean;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

interface ConnectionPool {
  send(exchange: { readonly request: RawRequest; readonly response: RawResponse }): Promise<Buffer>;
}

interface RawRequest {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly apiName: string;
  /** Stands in for kafkajs's encoder, of which only the bytes are used. */
  encode(): Promise<{ readonly buf: Buffer; readonly buffer: Buffer }>;
}

interface RawResponse {
  decode(bytes: Buffer): Promise<Buffer>;
  parse(decoded: Buffer): Promise<Buffer>;
}

type CreateCluster = (options: {
  readonly metadataMaxAge: number;
  readonly allowAutoTopicCreation: boolean;
  readonly maxInFlightRequests: null;
}) => Cluster;

/** Made by kafkajs itself, so that TLS, SASL, time-outs and logging are what they are for its public parts. */
export function clusterOf(kafka: Kafka, metadataMaxAge: number): Cluster {
  const found = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  if (found === undefined)
    throw new Error('this version of kafkajs is another one than 2.2.4, which is needed');
  const create = (kafka as unknown as Record<symbol, CreateCluster | undefined>)[found];
  if (create === undefined) throw new Error('kafkajs cannot make connections');
  return create({ metadataMaxAge, allowAutoTopicCreation: false, maxInFlightRequests: null });
}
