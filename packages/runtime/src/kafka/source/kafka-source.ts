import type { EventSource, SourceListener } from '../../ports/event-source.ts';
import type { KafkaClient, Membership, Wire } from '../client.ts';
import type { KafkaSettings } from '../options.ts';
import { ensureTopics } from '../topics.ts';
import { Cursors } from './cursor.ts';
import { Fetching } from './fetching.ts';
import { LogEnds } from './log-ends.ts';

/**
 * Reads a topic as a member of a consumer group, each partition from where it is told. It commits nothing: positions go
 * out with what they belong to, in the sink's transactions.
 */
export class KafkaSource implements EventSource {
  readonly name: string;
  readonly #client: KafkaClient;
  readonly #settings: KafkaSettings;
  readonly #cursors = new Cursors();
  #wire: Wire | null = null;
  #membership: Membership | null = null;
  #fetching: Fetching | null = null;
  #ends: LogEnds | null = null;
  #stopped = false;

  constructor(client: KafkaClient, settings: KafkaSettings) {
    this.name = settings.inputTopic;
    this.#client = client;
    this.#settings = settings;
  }

  async start(listener: SourceListener): Promise<void> {
    const wire = await this.#client.connect();
    this.#wire = wire;
    const leaders = (await ensureTopics(wire, [this.name], this.#settings)).get(this.name) ?? [];
    const membership = this.#client.membership();
    this.#membership = membership;
    const looked = (partitions: number): void => membership.noticed(partitions);
    const fetching = new Fetching(wire, this.#settings, this.#cursors, listener, leaders, looked);
    this.#fetching = fetching;
    this.#ends = new LogEnds(wire, this.#settings, this.#cursors, listener);
    await membership.start({
      assigned: (partitions) => {
        if (this.#stopped) return;
        this.#cursors.assign(partitions);
        listener.assigned(partitions);
      },
      failed: (error, retriable) => {
        if (!this.#stopped) listener.failed(error, retriable);
      },
    });
    fetching.watch();
  }

  seek(partition: number, offset: number, known?: number): void {
    this.#fetching?.seek(partition, offset, known ?? offset);
  }

  pause(partition: number): void {
    this.#cursors.setPaused(partition, true);
  }

  resume(partition: number): void {
    this.#cursors.setPaused(partition, false);
    this.#fetching?.wake();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cursors.clear();
    this.#fetching?.stop();
    this.#ends?.stop();
    await this.#membership?.stop();
    await this.#wire?.close();
    await this.#fetching?.stopped();
    await this.#ends?.stopped();
  }
}
