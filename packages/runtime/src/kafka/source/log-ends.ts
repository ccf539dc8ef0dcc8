import type { SourceListener } from '../../ports/event-source.ts';
import type { Wire } from '../client.ts';
import type { KafkaSettings } from '../options.ts';
import { LOG_END, listOffsetRequest, readListedOffset } from '../protocol/offsets.ts';
import { leadersOf } from '../topics.ts';
import type { Cursor, Cursors } from './cursor.ts';

/**
 * Tells where partitions end that are not read now, from time to time: whoever cannot keep up, or has lost the store, is
 * to see how much is waiting. Of those that are read each answer tells.
 */
export class LogEnds {
  readonly #wire: Wire;
  readonly #settings: KafkaSettings;
  readonly #cursors: Cursors;
  readonly #listener: SourceListener;
  readonly #stopping = new AbortController();
  readonly #run: Promise<void>;

  constructor(wire: Wire, settings: KafkaSettings, cursors: Cursors, listener: SourceListener) {
    this.#wire = wire;
    this.#settings = settings;
    this.#cursors = cursors;
    this.#listener = listener;
    this.#run = this.#tell();
  }

  /** Nothing is told after it. */
  stop(): void {
    this.#stopping.abort();
  }

  async stopped(): Promise<void> {
    await this.#run;
  }

  async #tell(): Promise<void> {
    const { clock, tuning, inputTopic } = this.#settings;
    const { signal } = this.#stopping;
    for (;;) {
      await clock.sleep(tuning.endsEveryMs, signal);
      if (signal.aborted) return;
      const silent = [...this.#cursors.silent()];
      if (silent.length === 0) continue;
      // Not those that reading goes by: they are asked for again only where something may be read.
      const leaders = await this.#tried(async () =>
        (await leadersOf(this.#wire, [inputTopic])).get(inputTopic),
      );
      for (const cursor of silent)
        await this.#tried(() => this.#tellOne(cursor, leaders?.[cursor.partition] ?? -1));
    }
  }

  async #tellOne(cursor: Cursor, leader: number): Promise<void> {
    const { partition } = cursor;
    if (leader < 0) return;
    const request = listOffsetRequest(this.#settings.inputTopic, partition, LOG_END);
    const end = readListedOffset(await this.#wire.call(leader, request));
    if (this.#stopping.signal.aborted || this.#cursors.get(partition) !== cursor) return;
    this.#listener.endsAt?.(partition, end);
  }

  /** Who reads, or joins the group, says louder that something is wrong; here the next round asks again. */
  async #tried<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      this.#settings.log('debug', `asking where partitions end: ${(error as Error).message}`);
      return undefined;
    }
  }
}
