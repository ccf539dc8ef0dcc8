import { Backoff } from '../../waiting/backoff.ts';
import type { Wire } from '../client.ts';
import type { KafkaSettings } from '../options.ts';
import { fetchRequest, readFetched } from '../protocol/fetch.ts';
import { type Asked, askedOf, type Delivery } from './delivery.ts';
import type { Fetching } from './fetching.ts';

/** Of all partitions together: a broker that has no more to say than this is asked less often. */
const LITTLE_BYTES = 256 * 1024;

interface Flight {
  readonly sentMs: number;
  readonly asked: readonly Asked[];
  readonly answer: Promise<Buffer>;
}

/**
 * Reads from one broker, one request after the other. The next one is sent before the records of the last answer are
 * read, so that the broker works while we do: two answers at most are in memory.
 */
export class NodeFetcher {
  readonly #node: number;
  readonly #wire: Wire;
  readonly #settings: KafkaSettings;
  readonly #fetching: Fetching;
  readonly #delivery: Delivery;
  readonly #signal: AbortSignal;
  readonly #backoff: Backoff;
  #turn = 0;
  #woken = Promise.withResolvers<void>();

  constructor(
    node: number,
    wire: Wire,
    settings: KafkaSettings,
    fetching: Fetching,
    delivery: Delivery,
    signal: AbortSignal,
  ) {
    this.#node = node;
    this.#wire = wire;
    this.#settings = settings;
    this.#fetching = fetching;
    this.#delivery = delivery;
    this.#signal = signal;
    this.#backoff = new Backoff(settings.clock, settings.random, 50, 2_000);
  }

  wake(): void {
    this.#woken.resolve();
  }

  async run(): Promise<void> {
    let flight: Flight | null = null;
    while (!this.#signal.aborted) {
      flight ??= this.#send();
      if (flight === null) {
        await this.#woken.promise;
        this.#woken = Promise.withResolvers();
        continue;
      }
      flight = await this.#land(flight);
    }
  }

  /** Takes in an answer; gives the next flight when it has left already. */
  async #land(flight: Flight): Promise<Flight | null> {
    let next: Flight | null = null;
    try {
      const fetched = readFetched(await flight.answer);
      if (this.#signal.aborted) return null;
      const { arrived, trouble } = this.#delivery.advance(flight.asked, fetched);
      const bytes = arrived.reduce((sum, { fetched: { records } }) => sum + records.length, 0);
      if (!trouble && bytes >= LITTLE_BYTES) next = this.#send();
      this.#delivery.deliver(arrived);
      if (trouble) await this.#recover();
      else this.#backoff.reset();
      if (bytes > 0 && bytes < LITTLE_BYTES) await this.#pause(flight);
    } catch (error) {
      if (this.#signal.aborted) return null;
      this.#settings.log('warn', `reading from broker ${this.#node}: ${(error as Error).message}`);
      await this.#recover();
    }
    return next;
  }

  async #pause({ sentMs }: Flight): Promise<void> {
    const { clock, tuning } = this.#settings;
    const ms = sentMs + tuning.fetchEveryMs - clock.monotonic();
    if (ms > 0) await clock.sleep(ms, this.#signal);
  }

  async #recover(): Promise<void> {
    await this.#backoff.wait(this.#signal);
    await this.#fetching.refreshLeaders();
  }

  #send(): Flight | null {
    if (this.#signal.aborted) return null;
    const cursors = this.#fetching.readableOf(this.#node);
    if (cursors.length === 0) return null;
    const asked = inTurn(cursors, this.#turn++).map(askedOf);
    const answer = this.#wire.call(
      this.#node,
      fetchRequest(this.#settings.inputTopic, asked, this.#settings.tuning),
    );
    // It is awaited only after the last answer has been read, and may fail before that.
    answer.catch(() => {});
    return { asked, answer, sentMs: this.#settings.clock.monotonic() };
  }
}

/** A broker fills its answer in the order of the request: each time another partition comes first. */
function inTurn<T>(items: readonly T[], turn: number): T[] {
  const first = turn % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}
