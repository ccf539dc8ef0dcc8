import { KafkaUnreachable, type Wire, type WireRequest } from '../client.ts';
import type { Broker, Cluster } from './internals.ts';

const AS_IT_CAME = {
  decode: async (bytes: Buffer): Promise<Buffer> => bytes,
  parse: async (bytes: Buffer): Promise<Buffer> => bytes,
};

/** kafkajs's connections: one for requests and one for fetches, which are answered late, to each broker. */
export class KafkajsWire implements Wire {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  async connect(brokers: readonly string[]): Promise<void> {
    try {
      await this.#cluster.connect();
      await this.#cluster.refreshMetadata();
    } catch (error) {
      await this.#cluster.disconnect().catch(() => {});
      throw new KafkaUnreachable(
        `Kafka cannot be reached at ${brokers.join(', ')}: ${(error as Error).message}`,
      );
    }
  }

  async call(node: number, { apiKey, apiVersion, body }: WireRequest): Promise<Buffer> {
    const encoded = { buf: body, buffer: body };
    const request = { apiKey, apiVersion, apiName: `request ${apiKey}`, encode: async () => encoded };
    const broker = await this.#broker(node);
    try {
      return await broker.connectionPool.send({ request, response: AS_IT_CAME });
    } catch (error) {
      // As kafkajs does: without it the broken connection would be taken for a good one.
      if ((error as Error).name === 'KafkaJSConnectionClosedError') await broker.disconnect();
      throw new KafkaUnreachable((error as Error).message);
    }
  }

  async nodes(): Promise<readonly number[]> {
    try {
      await this.#cluster.refreshMetadata();
    } catch (error) {
      throw new KafkaUnreachable((error as Error).message);
    }
    return this.#cluster.getNodeIds().map(Number);
  }

  async close(): Promise<void> {
    await this.#cluster.disconnect();
  }

  async #broker(node: number): Promise<Broker> {
    try {
      return await this.#cluster.findBroker({ nodeId: String(node) });
    } catch (error) {
      throw new KafkaUnreachable((error as Error).message);
    }
  }
}
