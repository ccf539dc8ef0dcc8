import { Backoff } from '../../waiting/backoff.ts';
import type { Wire, WireRequest } from '../client.ts';
import type { KafkaSettings } from '../options.ts';
import { isRefusal, NOT_THE_COORDINATOR } from '../protocol/kafka-error.ts';
import type { Leaders } from '../protocol/metadata.ts';
import { type CoordinatorKind, findCoordinatorRequest, readCoordinator } from '../protocol/offsets.ts';
import { ensureTopics, leadersOf } from '../topics.ts';

/** Whom to ask for what, as last heard, over one set of connections. */
export class ClusterView {
  readonly #wire: Wire;
  readonly #settings: KafkaSettings;
  readonly #coordinators = new Map<string, number>();
  #leaders: ReadonlyMap<string, Leaders> | null = null;
  #leadersAtMs = 0;

  constructor(wire: Wire, settings: KafkaSettings) {
    this.#wire = wire;
    this.#settings = settings;
  }

  call(node: number, request: WireRequest): Promise<Buffer> {
    return this.#wire.call(node, request);
  }

  /** Of all output topics; the first call fails when one of them is not there. */
  async leaders(): Promise<ReadonlyMap<string, Leaders>> {
    const { outputTopics, tuning, clock } = this.#settings;
    const age = clock.monotonic() - this.#leadersAtMs;
    if (this.#leaders === null) {
      this.#leaders = await ensureTopics(this.#wire, Object.values(outputTopics), this.#settings);
      this.#leadersAtMs = clock.monotonic();
    } else if (age > tuning.metadataAgeMs) {
      await this.refreshLeaders();
    }
    return this.#leaders;
  }

  async refreshLeaders(): Promise<void> {
    const topics = [...new Set(Object.values(this.#settings.outputTopics))];
    this.#leaders = await leadersOf(this.#wire, topics);
    this.#leadersAtMs = this.#settings.clock.monotonic();
  }

  /** A leader did not answer: the next one who asks hears who it is then. */
  doubtLeaders(): void {
    this.#leadersAtMs = Number.NEGATIVE_INFINITY;
  }

  async leaderOf(topic: string, partition: number): Promise<number> {
    return (await this.leaders()).get(topic)?.[partition] ?? -1;
  }

  /** Asks the coordinator of a group or transaction, whoever that is; a coordinator that just moved is looked for. */
  async ask<T>(
    kind: CoordinatorKind,
    key: string,
    request: WireRequest,
    read: (answer: Buffer) => T,
    alsoLater: ReadonlySet<number>,
  ): Promise<T> {
    const { clock, random, tuning } = this.#settings;
    const backoff = new Backoff(clock, random, 5, 200);
    // A moment is short: waits that go on doubling would mostly go on after it is over.
    const moment = new Backoff(clock, random, 3, 30);
    const until = clock.monotonic() + tuning.requestTimeoutMs;
    for (;;) {
      try {
        return read(await this.#wire.call(await this.#coordinator(kind, key), request));
      } catch (error) {
        const moved = isRefusal(error, NOT_THE_COORDINATOR);
        if (!isRefusal(error, alsoLater)) this.#coordinators.delete(`${kind} ${key}`);
        if ((!moved && !isRefusal(error, alsoLater)) || clock.monotonic() > until) throw error;
        await (moved ? backoff : moment).wait();
      }
    }
  }

  async #coordinator(kind: CoordinatorKind, key: string): Promise<number> {
    const known = this.#coordinators.get(`${kind} ${key}`);
    if (known !== undefined) return known;
    let problem: unknown = new Error('the cluster names no broker');
    for (const node of await this.#wire.nodes()) {
      try {
        const found = readCoordinator(await this.#wire.call(node, findCoordinatorRequest(kind, key)));
        this.#coordinators.set(`${kind} ${key}`, found);
        return found;
      } catch (error) {
        problem = error;
      }
    }
    throw problem;
  }
}
