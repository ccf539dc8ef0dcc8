import { KafkaUnreachable, type Wire, type WireRequest } from '../client.ts';
import { type Address, metadataRequest, readAddresses } from '../protocol/metadata.ts';
import type { Broker, Cluster } from './internals.ts';

const AS_IT_CAME = {
  decode: async (bytes: Buffer): Promise<Buffer> => bytes,
  parse: async (bytes: Buffer): Promise<Buffer> => bytes,
};

/**
 * kafkajs's connections: one for requests and one for fetches, which are answered late, to each broker. Where brokers are
 * is asked for here: kafkajs asks for all topics in the same breath, and fails when any of them has a partition without a
 * leader.
 */
export class KafkajsWire implements Wire {
  readonly #cluster: Cluster;
  readonly #addresses = new Map<number, Address>();
  readonly #brokers = new Map<number, Broker>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  async connect(brokers: readonly string[]): Promise<void> {
    try {
      await this.nodes();
    } catch (error) {
      await this.#cluster.disconnect().catch(() => {});
      throw new KafkaUnreachable(
        `Kafka cannot be reached at ${brokers.join(', ')}: ${(error as Error).message}`,
      );
    }
  }

  async call(node: number, request: WireRequest): Promise<Buffer> {
    try {
      return await send(await this.#broker(node), request);
    } catch (error) {
      throw unreachable(error);
    }
  }

  async nodes(): Promise<readonly number[]> {
    let problem: unknown = null;
    for (const broker of [...this.#brokers.values()].filter((known) => known.isConnected())) {
      try {
        return this.#learn(await send(broker, metadataRequest([])));
      } catch (error) {
        problem = error;
      }
    }
    try {
      // Goes through the brokers that were named until one lets it in.
      await this.#cluster.connect();
      return this.#learn(await send(this.#cluster.brokerPool.seedBroker, metadataRequest([])));
    } catch (error) {
      throw unreachable(problem ?? error);
    }
  }

  async close(): Promise<void> {
    const brokers = [...this.#brokers.values()];
    this.#brokers.clear();
    this.#addresses.clear();
    await Promise.all([this.#cluster.disconnect(), ...brokers.map((broker) => broker.disconnect())]);
  }

  #learn(metadata: Buffer): readonly number[] {
    const addresses = readAddresses(metadata);
    for (const address of addresses) {
      const before = this.#addresses.get(address.node);
      this.#addresses.set(address.node, address);
      if (before === undefined || (before.host === address.host && before.port === address.port)) continue;
      void this.#brokers.get(address.node)?.disconnect();
      this.#brokers.delete(address.node);
    }
    return addresses.map(({ node }) => node);
  }

  async #broker(node: number): Promise<Broker> {
    const broker = this.#brokers.get(node) ?? (await this.#makeBroker(node));
    if (broker.isConnected()) return broker;
    try {
      await broker.connect();
      return broker;
    } catch (error) {
      // A connection that failed in the middle of saying who we are cannot be used again.
      this.#brokers.delete(node);
      await broker.disconnect();
      throw error;
    }
  }

  async #makeBroker(node: number): Promise<Broker> {
    const { brokerPool, connectionPoolBuilder, rootLogger } = this.#cluster;
    const address = this.#addresses.get(node);
    if (address === undefined) throw new KafkaUnreachable(`broker ${node} is not known`);
    const { host, port } = address;
    const connectionPool = await connectionPoolBuilder.build({ host, port });
    // Another call may have been as far meanwhile.
    const there = this.#brokers.get(node);
    if (there !== undefined) return there;
    const { versions } = brokerPool;
    const broker = brokerPool.createBroker({ logger: rootLogger, versions, connectionPool, nodeId: node });
    this.#brokers.set(node, broker);
    return broker;
  }
}

async function send(broker: Broker, { apiKey, apiVersion, body }: WireRequest): Promise<Buffer> {
  const encoded = { buf: body, buffer: body };
  const request = { apiKey, apiVersion, apiName: `request ${apiKey}`, encode: async () => encoded };
  try {
    return await broker.connectionPool.send({ request, response: AS_IT_CAME });
  } catch (error) {
    // As kafkajs does: without it the broken connection would be taken for a good one.
    if ((error as Error).name === 'KafkaJSConnectionClosedError') await broker.disconnect();
    throw error;
  }
}

function unreachable(error: unknown): KafkaUnreachable {
  return error instanceof KafkaUnreachable ? error : new KafkaUnreachable((error as Error).message);
}
