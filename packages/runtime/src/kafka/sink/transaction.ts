import { Backoff } from '../../waiting/backoff.ts';
import type { KafkaSettings } from '../options.ts';
import { CODE, isRefusal, NOT_THE_LEADER } from '../protocol/kafka-error.ts';
import { produceRequest, readProduced } from '../protocol/produce.ts';
import {
  addGroupRequest,
  addPartitionsRequest,
  commitOffsetRequest,
  endRequest,
  initProducerRequest,
  readProducer,
  readVerdict,
  readVerdicts,
  type TransactionIdentity,
} from '../protocol/transactions.ts';
import { writeRecordBatch } from '../protocol/write-record-batch.ts';
import type { ClusterView } from './cluster-view.ts';
import type { Parcel } from './waves.ts';

/** The last transaction's end is still being written everywhere, or a topic was just made: a moment later it is not so. */
const IN_A_MOMENT: ReadonlySet<number> = new Set([CODE.concurrentTransactions, CODE.unknownTopicOrPartition]);
/**
 * A broker (4.1) that is asked to end a transaction while it fences its owner trips over itself and says that it does not
 * know why: "transition to PREPARE_COMMIT while it already a pending state PREPARE_EPOCH_FENCE".
 */
const IN_A_MOMENT_OR_FENCING: ReadonlySet<number> = new Set([...IN_A_MOMENT, CODE.unknown]);

export interface PositionToCommit {
  readonly offset: number;
  readonly metadata: string;
}

/**
 * The transactions of one transactional id, one after the other, from its `begin` on: that ends whatever an earlier owner
 * had under way, and shuts it out. After an error it is of no more use: whether a transaction that broke off was carried
 * out can be told only by beginning again.
 */
export class Transactions {
  readonly #view: ClusterView;
  readonly #settings: KafkaSettings;
  readonly #identity: TransactionIdentity;
  readonly #inputPartition: number;
  readonly #sequences = new Map<string, number>();

  private constructor(
    view: ClusterView,
    settings: KafkaSettings,
    identity: TransactionIdentity,
    inputPartition: number,
  ) {
    this.#view = view;
    this.#settings = settings;
    this.#identity = identity;
    this.#inputPartition = inputPartition;
  }

  static async begin(
    view: ClusterView,
    settings: KafkaSettings,
    transactionalId: string,
    inputPartition: number,
  ): Promise<Transactions> {
    const request = initProducerRequest(transactionalId, settings.tuning.transactionTimeoutMs);
    const producer = await view.ask('transaction', transactionalId, request, readProducer, IN_A_MOMENT);
    return new Transactions(view, settings, { transactionalId, ...producer }, inputPartition);
  }

  /** All of it or nothing. */
  async commit(waves: readonly (readonly Parcel[])[], position: PositionToCommit): Promise<void> {
    // To other brokers, mostly; the position needs no record to be there.
    const both = await Promise.allSettled([this.#produceAll(waves), this.#commitPosition(position)]);
    for (const each of both) if (each.status === 'rejected') throw each.reason;
    await this.#end(true, IN_A_MOMENT);
  }

  /** So that readers need not wait for the broker's time-out. */
  async abort(): Promise<void> {
    await this.#end(false, IN_A_MOMENT_OR_FENCING);
  }

  async #enter(places: readonly Parcel[]): Promise<void> {
    const topics = [...Map.groupBy(places, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
      topic,
      partitions: ofTopic.map(({ partition }) => partition),
    }));
    await this.#toCoordinator(addPartitionsRequest(this.#identity, topics), (answer) =>
      readVerdicts('publishing', answer),
    );
  }

  async #produceAll(waves: readonly (readonly Parcel[])[]): Promise<void> {
    const [places] = waves;
    if (places === undefined) return;
    await this.#enter(places);
    for (const wave of waves) {
      const leaders = await Promise.all(
        wave.map(({ topic, partition }) => this.#view.leaderOf(topic, partition)),
      );
      const byLeader = Map.groupBy(
        wave.map((parcel, index) => ({ parcel, leader: leaders[index] ?? -1 })),
        ({ leader }) => leader,
      );
      const sent = [...byLeader].map(([leader, parcels]) =>
        this.#produce(
          leader,
          parcels.map(({ parcel }) => parcel),
        ),
      );
      for (const each of await Promise.allSettled(sent)) if (each.status === 'rejected') throw each.reason;
    }
  }

  async #produce(leader: number, parcels: readonly Parcel[]): Promise<void> {
    const nowMs = this.#settings.clock.now();
    const batches = parcels.map(({ topic, partition, records }) => ({
      topic,
      partition,
      bytes: writeRecordBatch(
        records,
        this.#identity,
        this.#takeSequence(topic, partition, records.length),
        nowMs,
      ),
    }));
    const { transactionalId } = this.#identity;
    const timeoutMs = this.#settings.tuning.requestTimeoutMs;
    try {
      readProduced(await this.#view.call(leader, produceRequest(transactionalId, batches, timeoutMs)));
    } catch (error) {
      if (!isRefusal(error, NOT_THE_LEADER)) {
        this.#view.doubtLeaders();
        throw error;
      }
      await this.#produceElsewhere(batches, timeoutMs, error);
    }
  }

  /** The leader moved. Each batch alone, with the numbers it has: what was written already is not written twice. */
  async #produceElsewhere(
    batches: readonly { readonly topic: string; readonly partition: number; readonly bytes: Buffer }[],
    timeoutMs: number,
    first: unknown,
  ): Promise<void> {
    const { clock, random } = this.#settings;
    const backoff = new Backoff(clock, random, 20, 500);
    const until = clock.monotonic() + timeoutMs;
    const { transactionalId } = this.#identity;
    let problem = first;
    for (const batch of batches) {
      for (;;) {
        if (clock.monotonic() > until) throw problem;
        await backoff.wait();
        await this.#view.refreshLeaders();
        const leader = await this.#view.leaderOf(batch.topic, batch.partition);
        if (leader < 0) continue;
        try {
          readProduced(await this.#view.call(leader, produceRequest(transactionalId, [batch], timeoutMs)));
          break;
        } catch (error) {
          if (!isRefusal(error, NOT_THE_LEADER)) throw error;
          problem = error;
        }
      }
    }
  }

  async #commitPosition({ offset, metadata }: PositionToCommit): Promise<void> {
    const { groupId, inputTopic } = this.#settings;
    await this.#toCoordinator(addGroupRequest(this.#identity, groupId), (answer) =>
      readVerdict('publishing the position', answer),
    );
    const commit = { groupId, topic: inputTopic, partition: this.#inputPartition, offset, metadata };
    await this.#view.ask(
      'group',
      groupId,
      commitOffsetRequest(this.#identity, commit),
      (answer) => readVerdicts('publishing the position', answer),
      IN_A_MOMENT,
    );
  }

  async #end(committed: boolean, later: ReadonlySet<number>): Promise<void> {
    const request = endRequest(this.#identity, committed);
    const what = committed ? 'committing' : 'aborting';
    await this.#toCoordinator(request, (answer) => readVerdict(what, answer), later);
  }

  async #toCoordinator(
    request: Parameters<ClusterView['ask']>[2],
    read: (answer: Buffer) => void,
    later = IN_A_MOMENT,
  ): Promise<void> {
    await this.#view.ask('transaction', this.#identity.transactionalId, request, read, later);
  }

  /** Numbers of 31 bits that begin again at 0. */
  #takeSequence(topic: string, partition: number, count: number): number {
    const place = `${partition} ${topic}`;
    const first = this.#sequences.get(place) ?? 0;
    this.#sequences.set(place, (first + count) % 0x8000_0000);
    return first;
  }
}
