/**
 * What is asked of a Kafka library: connections (with TLS and SASL) and membership in a consumer group. What is said over
 * the connections is said here (`protocol/`), the same for every library: their own consumers and producers break the
 * ports' contracts, each in other places (docs/adr, the Kafka client).
 */
export interface KafkaClient {
  /** Resolves when a broker has been reached. */
  connect(): Promise<Wire>;
  membership(): Membership;
}

/** One set of connections, one to each broker. */
export interface Wire {
  /**
   * Sends a request and gives what came back, both without their headers. Fails with `KafkaUnreachable` when no answer
   * came; whether the request was carried out is unknown then.
   */
  call(node: number, request: WireRequest): Promise<Buffer>;
  /** Asks again which brokers there are and where; gives their ids. */
  nodes(): Promise<readonly number[]>;
  close(): Promise<void>;
}

export interface WireRequest {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly body: Buffer;
}

/** A place in the consumer group. Takes another one by itself when it is lost, as long as that may help. */
export interface Membership {
  /** Resolves when the group has been joined, after the first `assigned`. */
  start(listener: MembershipListener): Promise<void>;
  /**
   * Is told how many partitions the input topic has, from time to time. Where the group shares fewer, it shares them anew:
   * a broker does not tell a group of this kind that a topic has grown.
   */
  noticed(partitions: number): void;
  /** Leaves, so that the others need not wait for a time-out. */
  stop(): Promise<void>;
}

export interface MembershipListener {
  assigned(partitions: readonly number[]): void;
  failed(error: Error, retriable: boolean): void;
}

/** No answer: the connection could not be made or broke, or it took too long. */
export class KafkaUnreachable extends Error {
  override readonly name = 'KafkaUnreachable';
}
