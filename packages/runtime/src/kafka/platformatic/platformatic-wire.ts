import { Base, type ClusterMetadata, type Connection, type Reader, Writer } from '@platformatic/kafka';
import { KafkaUnreachable, type Wire, type WireRequest } from '../client.ts';
import type { KafkaSettings } from '../options.ts';
import { connectOptions } from './platformatic-options.ts';
import { problemText } from './problem-text.ts';

/** The library's pool: one connection to each broker. */
export class PlatformaticWire implements Wire {
  readonly #settings: KafkaSettings;
  readonly #base: Base;
  #brokers: ClusterMetadata['brokers'] = new Map();

  constructor(settings: KafkaSettings) {
    this.#settings = settings;
    this.#base = new Base(connectOptions(settings));
    this.#base.on('client:broker:failed', ({ broker }) => {
      settings.log('warn', `no connection to ${broker.host}:${broker.port}`);
    });
  }

  async connect(): Promise<void> {
    try {
      await this.nodes();
    } catch (error) {
      await this.#base.close();
      const brokers = this.#settings.brokers.join(', ');
      throw new KafkaUnreachable(`Kafka cannot be reached at ${brokers}: ${problemText(error)}`);
    }
  }

  async call(node: number, request: WireRequest): Promise<Buffer> {
    const broker = this.#brokers.get(node);
    if (broker === undefined) {
      // A broker that came after the last look.
      await this.nodes();
      throw new KafkaUnreachable(`broker ${node} was not known yet`);
    }
    try {
      return await send(await this.#base.connections.get(broker), request);
    } catch (error) {
      throw new KafkaUnreachable(`${broker.host}:${broker.port}: ${problemText(error)}`);
    }
  }

  async nodes(): Promise<readonly number[]> {
    try {
      this.#brokers = (await this.#base.metadata({ topics: [], forceUpdate: true })).brokers;
    } catch (error) {
      throw new KafkaUnreachable(problemText(error));
    }
    return [...this.#brokers.keys()];
  }

  async close(): Promise<void> {
    await this.#base.close();
  }
}

function send(connection: Connection, { apiKey, apiVersion, body }: WireRequest): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  connection.send<Buffer>(
    apiKey,
    apiVersion,
    () => Writer.create().append(body),
    (_correlation, _key, _version, reader) => rest(reader),
    // Headers are plain ones; a request in the newer encoding brings what theirs has more.
    false,
    false,
    (error, bytes) => {
      if (error !== null && error !== undefined) reject(error);
      else resolve(bytes ?? Buffer.alloc(0));
    },
  );
  return promise;
}

/** In one piece: what it came in may be several. */
function rest(reader: Reader): Buffer {
  return reader.buffer.slice(reader.position);
}
