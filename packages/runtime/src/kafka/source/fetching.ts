import type { SourceListener } from '../../ports/event-source.ts';
import { Backoff } from '../../waiting/backoff.ts';
import type { Wire } from '../client.ts';
import type { KafkaSettings } from '../options.ts';
import type { Leaders } from '../protocol/metadata.ts';
import { leadersOf } from '../topics.ts';
import type { Cursor, Cursors } from './cursor.ts';
import { Delivery } from './delivery.ts';
import { NodeFetcher } from './node-fetcher.ts';

/** Keeps a request under way to every broker that leads partitions which may be read. */
export class Fetching {
  readonly #wire: Wire;
  readonly #settings: KafkaSettings;
  readonly #cursors: Cursors;
  readonly #delivery: Delivery;
  readonly #stopping = new AbortController();
  readonly #fetchers = new Map<number, NodeFetcher>();
  readonly #runs: Promise<void>[] = [];
  #leaders: Leaders;
  #leadersAtMs: number;
  #refreshing: Promise<void> | null = null;

  constructor(
    wire: Wire,
    settings: KafkaSettings,
    cursors: Cursors,
    listener: SourceListener,
    leaders: Leaders,
  ) {
    this.#wire = wire;
    this.#settings = settings;
    this.#cursors = cursors;
    this.#leaders = leaders;
    this.#leadersAtMs = settings.clock.monotonic();
    this.#delivery = new Delivery(wire, settings, cursors, listener, () => this.wake());
  }

  /** Something may be read that could not be before. */
  wake(): void {
    if (this.#stopping.signal.aborted) return;
    for (const { partition } of this.#cursors.readable()) {
      const leader = this.#leaders[partition] ?? -1;
      if (leader < 0) void this.refreshLeaders();
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

  /** Asks who leads what now, several askers together; fetchers that lose a partition to another one wake it. */
  refreshLeaders(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  refreshOldLeaders(): void {
    const { clock, tuning } = this.#settings;
    if (clock.monotonic() - this.#leadersAtMs > tuning.metadataAgeMs) void this.refreshLeaders();
  }

  async #refresh(): Promise<void> {
    const { inputTopic, log, clock, random } = this.#settings;
    const backoff = new Backoff(clock, random, 50, 2_000);
    while (!this.#stopping.signal.aborted) {
      try {
        const leaders = (await leadersOf(this.#wire, [inputTopic])).get(inputTopic) ?? [];
        this.#leadersAtMs = clock.monotonic();
        this.#leaders = leaders;
        if ([...this.#cursors.readable()].every(({ partition }) => (leaders[partition] ?? -1) >= 0)) break;
      } catch (error) {
        if (!this.#stopping.signal.aborted) log('warn', `Kafka does not answer: ${(error as Error).message}`);
      }
      await backoff.wait(this.#stopping.signal);
    }
    this.wake();
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
