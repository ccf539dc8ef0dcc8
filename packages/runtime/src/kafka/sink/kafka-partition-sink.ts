import { type OutboxRow, type PartitionSink, type Position, SinkFenced } from '../../ports/effect-sink.ts';
import type { KafkaSettings } from '../options.ts';
import { CODE, FENCED, isRefusal, KafkaRefusal } from '../protocol/kafka-error.ts';
import { committedOffsetRequest, readCommittedOffset } from '../protocol/offsets.ts';
import type { ClusterView } from './cluster-view.ts';
import { positionText, seqOf } from './position-text.ts';
import { Transactions } from './transaction.ts';
import { wavesOf } from './waves.ts';

const UNSETTLED: ReadonlySet<number> = new Set([CODE.unstableOffsets]);

/** Shuts earlier owners out, and then, when nothing can change it any more, reads what they published. */
export async function openPartition(
  view: ClusterView,
  settings: KafkaSettings,
  partition: number,
): Promise<PartitionSink> {
  await view.leaders();
  const { groupId, inputTopic } = settings;
  // One id for each input partition: so the broker's fence of an id is the fence of a partition's owner.
  const transactionalId = `${groupId}-${inputTopic}-${partition}`;
  const transactions = await Transactions.begin(view, settings, transactionalId, partition);
  const request = committedOffsetRequest(groupId, inputTopic, partition);
  const found = await view.ask('group', groupId, request, readCommittedOffset, UNSETTLED);
  const seq = found === null ? null : seqOf(found.metadata);
  if (found !== null && seq === null) {
    settings.log(
      'warn',
      `the group's offset of ${inputTopic}, partition ${partition} was committed by something else: it is taken as published up to offset ${found.offset}, with no rows`,
    );
  }
  const published = found === null ? null : { nextOffset: found.offset, seq: seq ?? 0 };
  return new KafkaPartitionSink(view, settings, transactions, published, partition);
}

class KafkaPartitionSink implements PartitionSink {
  readonly published: Position | null;
  readonly #view: ClusterView;
  readonly #settings: KafkaSettings;
  readonly #transactions: Transactions;
  readonly #partition: number;
  #state: 'open' | 'fenced' | 'broken' | 'closed' = 'open';
  #aborting: Promise<void> = Promise.resolve();

  constructor(
    view: ClusterView,
    settings: KafkaSettings,
    transactions: Transactions,
    published: Position | null,
    partition: number,
  ) {
    this.published = published;
    this.#view = view;
    this.#settings = settings;
    this.#transactions = transactions;
    this.#partition = partition;
  }

  async publish(rows: readonly OutboxRow[], { nextOffset, seq }: Position): Promise<void> {
    // Who let go of it has as little to publish as who lost it.
    if (this.#state === 'fenced' || this.#state === 'closed') {
      throw new SinkFenced(`partition ${this.#partition} is somebody else's now`);
    }
    if (this.#state === 'broken') throw new Error(`the sink of partition ${this.#partition} is broken`);
    try {
      const waves = wavesOf(rows, await this.#view.leaders(), this.#settings);
      await this.#transactions.commit(waves, { offset: nextOffset, metadata: positionText(seq) });
    } catch (error) {
      this.#state = 'broken';
      const ended = this.#transactions.abort();
      if (!(error instanceof KafkaRefusal)) {
        // Kafka does not answer, and may not for long; nobody waits for this.
        this.#aborting = ended.catch(() => {});
        throw error;
      }
      // Who is shut out is told so in many ways, by the step at which it happens; asked to abort, the broker is plain.
      const fence = isRefusal(error, FENCED) ? error : await ended.then(() => null, asFence);
      if (fence === null) throw error;
      this.#aborting = ended.catch(() => {});
      this.#state = 'fenced';
      throw new SinkFenced(fence.message);
    }
  }

  async close(): Promise<void> {
    this.#state = 'closed';
    await this.#aborting;
  }
}

function asFence(error: unknown): Error | null {
  return isRefusal(error, FENCED) ? (error as Error) : null;
}
