import type { Consumer, Kafka } from 'kafkajs';
import type { Membership, MembershipListener } from '../client.ts';
import type { KafkaSettings } from '../options.ts';

/** How soon the consumer, which has nothing to fetch, looks whether a heartbeat is due or it is to stop. */
const LOOK_EVERY_MS = 50;

/**
 * kafkajs's consumer, only for its place in the group: all partitions are paused for good, so that it sends heartbeats
 * and joins again but fetches nothing. Fetching by it would mean that it commits by itself: an offset that is out of
 * range makes it overwrite the position of the group, which is ours.
 */
export class KafkajsMembership implements Membership {
  readonly #settings: KafkaSettings;
  readonly #consumer: Consumer;

  constructor(kafka: Kafka, settings: KafkaSettings) {
    this.#settings = settings;
    const { tuning, groupId } = settings;
    this.#consumer = kafka.consumer({
      groupId,
      sessionTimeout: tuning.sessionTimeoutMs,
      rebalanceTimeout: tuning.rebalanceTimeoutMs,
      heartbeatInterval: tuning.heartbeatMs,
      metadataMaxAge: tuning.metadataAgeMs,
      maxWaitTimeInMs: LOOK_EVERY_MS,
      allowAutoTopicCreation: false,
    });
  }

  async start(listener: MembershipListener): Promise<void> {
    const topic = this.#settings.inputTopic;
    const { GROUP_JOIN, CRASH } = this.#consumer.events;
    const joined = Promise.withResolvers<void>();
    this.#consumer.on(GROUP_JOIN, ({ payload }) => {
      // Before its first fetch: this is called before the join is over.
      this.#consumer.pause([{ topic }]);
      listener.assigned((payload.memberAssignment[topic] ?? []).toSorted((a, b) => a - b));
      joined.resolve();
    });
    this.#consumer.on(CRASH, ({ payload: { error, restart } }) => {
      // It has left the group by now, and the others take over.
      listener.assigned([]);
      if (restart) this.#settings.log('warn', `the consumer begins anew after: ${error.message}`);
      else {
        joined.reject(error);
        listener.failed(error, false);
      }
    });
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topic });
    await this.#consumer.run({ autoCommit: false, eachBatch: async () => {} });
    await joined.promise;
  }

  /** It looks by itself, as often, and whoever leads the group joins again. */
  noticed(): void {}

  async stop(): Promise<void> {
    await this.#consumer.disconnect();
  }
}
