import type { SourceListener } from '../../ports/event-source.ts';
import { Backoff } from '../../waiting/backoff.ts';
import type { Wire } from '../client.ts';
import type { KafkaSettings } from '../options.ts';
import type { Leaders } from '../protocol/metadata.ts';
import { leadersOf } from '../topics.ts';
import type { Cursor, Cursors } from './cursor.ts';
import { askedOf, Delivery } from './delivery.ts';
import { NodeFetcher } from './node-fetcher.ts';

/** Keeps a request under way to every broker that leads partitions which may be read. */
export class Fetching {
  readonly #wire: Wire;
  readonly #settings: KafkaSettings;
  readonly #cursors: Cursors;
  readonly #delivery: Delivery;
  readonly #looked: (partitions: number) => void;
  readonly #stopping = new AbortController();
  readonly #fetchers = new Map<number, NodeFetcher>();
  readonly #runs: Promise<void>[] = [];
  #leaders: Leaders;
  #refreshing: Promise<void> | null = null;
  #searching = false;

  constructor(
    wire: Wire,
    settings: KafkaSettings,
    cursors: Cursors,
    listener: SourceListener,
    leaders: Leaders,
    looked: (partitions: number) => void,
  ) {
    this.#wire = wire;
    this.#settings = settings;
    this.#cursors = cursors;
    this.#leaders = leaders;
    this.#looked = looked;
    this.#delivery = new Delivery(wire, settings, cursors, listener, () => this.wake());
  }

  /** Looks from time to time, also while nothing can be read: leaders move, and topics grow. */
  watch(): void {
    this.#runs.push(this.#watch());
  }

  seek(partition: number, offset: number, known: number): void {
    const cursor = this.#cursors.seek(partition, offset, known);
    if (cursor === null) return;
    // An offset that is in the log says nothing of those behind it: they may be other records than those that are known.
    if (known > offset) this.#delivery.findPlace(askedOf(cursor));
    else this.wake();
  }

  /** Something may be read that could not be before. */
  wake(): void {
    if (this.#stopping.signal.aborted) return;
    for (const { partition } of this.#cursors.readable()) {
      const leader = this.#leaders[partition] ?? -1;
      if (leader < 0) void this.#search();
      else this.#fetcherOf(leader).wake();
    }
  }

  stop(): void {
    this.#stopping.abort();
    for (const fetcher of this.#fetchers.values()) fetcher.wake();
  }

  async stopped(): Promise<void> {
    await Promise.all(this.#runs);
  }

  readableOf(node: number): (Cursor & { next: number })[] {
    const readable = [...this.#cursors.readable()];
    return readable.filter(({ partition }) => this.#leaders[partition] === node);
  }

  /** Asks who leads what now, several askers together; all that can be read now is. */
  refreshLeaders(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #watch(): Promise<void> {
    const { clock, tuning } = this.#settings;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await clock.sleep(tuning.metadataAgeMs, signal);
      await this.refreshLeaders();
    }
  }

  async #refresh(): Promise<void> {
    const { inputTopic, log } = this.#settings;
    const { signal } = this.#stopping;
    const backoff = this.#newBackoff();
    while (!signal.aborted) {
      try {
        this.#leaders = (await leadersOf(this.#wire, [inputTopic])).get(inputTopic) ?? [];
        if (signal.aborted) return;
        this.#looked(this.#leaders.length);
        this.wake();
        return;
      } catch (error) {
        if (!signal.aborted) log('warn', `Kafka does not answer: ${(error as Error).message}`);
      }
      await backoff.wait(signal);
    }
  }

  /** Until all partitions that may be read have a leader, which may take long; the others are read meanwhile. */
  async #search(): Promise<void> {
    if (this.#searching) return;
    this.#searching = true;
    const { signal } = this.#stopping;
    const backoff = this.#newBackoff();
    while (!signal.aborted && this.#isOneWithoutLeader) {
      await backoff.wait(signal);
      await this.refreshLeaders();
    }
    this.#searching = false;
  }

  get #isOneWithoutLeader(): boolean {
    return [...this.#cursors.readable()].some(({ partition }) => (this.#leaders[partition] ?? -1) < 0);
  }

  #newBackoff(): Backoff {
    return new Backoff(this.#settings.clock, this.#settings.random, 50, 2_000);
  }

  #fetcherOf(node: number): NodeFetcher {
    const known = this.#fetchers.get(node);
    if (known !== undefined) return known;
    const fetcher = new NodeFetcher(
      node,
      this.#wire,
      this.#settings,
      this,
      this.#delivery,
      this.#stopping.signal,
    );
    this.#fetchers.set(node, fetcher);
    this.#runs.push(fetcher.run());
    return fetcher;
  }
}
