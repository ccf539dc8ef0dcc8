import type { EffectSink, PartitionSink } from '../../ports/effect-sink.ts';
import type { KafkaClient, Wire } from '../client.ts';
import type { KafkaSettings } from '../options.ts';
import { ClusterView } from './cluster-view.ts';
import { openPartition } from './kafka-partition-sink.ts';

interface Line {
  readonly wire: Wire;
  readonly view: ClusterView;
}

/** Publishes in transactions, of which each input partition has its own; the group's offsets go out inside of them. */
export class KafkaSink implements EffectSink {
  readonly #client: KafkaClient;
  readonly #settings: KafkaSettings;
  readonly #lines = new Map<number, Promise<Line>>();

  constructor(client: KafkaClient, settings: KafkaSettings) {
    this.#client = client;
    this.#settings = settings;
  }

  async open(partition: number): Promise<PartitionSink> {
    const { view } = await this.#line(partition % this.#settings.tuning.sinkConnections);
    return openPartition(view, this.#settings, partition);
  }

  async close(): Promise<void> {
    const lines = [...this.#lines.values()];
    this.#lines.clear();
    for (const line of lines) await line.then(({ wire }) => wire.close()).catch(() => {});
  }

  #line(index: number): Promise<Line> {
    const known = this.#lines.get(index);
    if (known !== undefined) return known;
    const line = this.#connect();
    this.#lines.set(index, line);
    // The next one who asks tries again.
    line.catch(() => this.#lines.delete(index));
    return line;
  }

  async #connect(): Promise<Line> {
    const wire = await this.#client.connect();
    return { wire, view: new ClusterView(wire, this.#settings) };
  }
}
