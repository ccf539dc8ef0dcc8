import { Consumer, cooperativeStickyAssigner } from '@platformatic/kafka';
import { Backoff } from '../../waiting/backoff.ts';
import { KafkaUnreachable, type Membership, type MembershipListener } from '../client.ts';
import type { KafkaSettings } from '../options.ts';
import { connectOptions } from './platformatic-options.ts';
import { problemText } from './problem-text.ts';

/** The library's consumer, only for its place in the group: no stream is ever opened on it. */
export class PlatformaticMembership implements Membership {
  readonly #settings: KafkaSettings;
  readonly #consumer: Consumer;
  readonly #stopping = new AbortController();
  #joining = false;
  /** Of the group: how many partitions were shared when it was last asked how. */
  #counted = 0;
  /** How many are shared now, where this member leads the group; `null`: another one does, and looks after it. */
  #shared: number | null = null;
  #listener: MembershipListener | null = null;

  constructor(settings: KafkaSettings) {
    this.#settings = settings;
    const { tuning, groupId, inputTopic } = settings;
    this.#consumer = new Consumer({
      ...connectOptions(settings),
      groupId,
      autocommit: false,
      sessionTimeout: tuning.sessionTimeoutMs,
      rebalanceTimeout: Math.max(tuning.rebalanceTimeoutMs, tuning.sessionTimeoutMs),
      heartbeatInterval: tuning.heartbeatMs,
      // What moves as little as it can: each partition that moves is read into memory anew elsewhere.
      protocols: [{ name: 'cooperative-sticky', version: 2 }],
      partitionAssigner: (current, members, topics, metadata) => {
        this.#counted = metadata.topics.get(inputTopic)?.partitionsCount ?? 0;
        return cooperativeStickyAssigner(current, members, topics, metadata);
      },
    });
  }

  async start(listener: MembershipListener): Promise<void> {
    const { inputTopic, log } = this.#settings;
    const consumer = this.#consumer;
    this.#listener = listener;
    consumer.topics.track(inputTopic);
    consumer.on('consumer:group:join', ({ assignments, isLeader }) => {
      const ours = assignments?.find(({ topic }) => topic === inputTopic)?.partitions ?? [];
      // Who is alone gets all of them, without being asked how to share.
      this.#shared = isLeader === true ? Math.max(this.#counted, ours.length) : null;
      this.#counted = 0;
      listener.assigned(ours.toSorted((a, b) => a - b));
    });
    // After this the library has given up: it sends no more heartbeats.
    consumer.on('error', (error: Error) => {
      log('warn', `the place in the group is lost: ${problemText(error)}`);
      listener.assigned([]);
      void this.#joinAgain();
    });
    consumer.on('consumer:heartbeat:error', ({ error }) => {
      log('warn', `a heartbeat failed: ${problemText(error)}`);
    });
    try {
      await consumer.joinGroup();
    } catch (error) {
      throw new KafkaUnreachable(`the group cannot be joined: ${problemText(error)}`);
    }
  }

  noticed(partitions: number): void {
    if (this.#shared === null || partitions <= this.#shared) return;
    const { inputTopic, log } = this.#settings;
    log(
      'info',
      `${inputTopic} has ${partitions} partitions, of which the group shares ${this.#shared} so far`,
    );
    // The library would share by what it knew.
    this.#consumer.clearMetadata();
    void this.#joinAgain();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    try {
      await this.#consumer.leaveGroup(true);
    } catch (error) {
      this.#settings.log(
        'warn',
        `the others will notice only later that this one left: ${problemText(error)}`,
      );
    }
    await this.#consumer.close(true).catch(() => {});
  }

  async #joinAgain(): Promise<void> {
    if (this.#joining) return;
    this.#joining = true;
    const { clock, random } = this.#settings;
    const backoff = new Backoff(clock, random, 250, 5_000);
    while (!this.#stopping.signal.aborted) {
      await backoff.wait(this.#stopping.signal);
      try {
        await this.#consumer.joinGroup();
        break;
      } catch (error) {
        this.#settings.log('warn', `the group cannot be joined again yet: ${problemText(error)}`);
        // Heartbeats have ended, and others take over.
        this.#listener?.assigned([]);
      }
    }
    this.#joining = false;
  }
}
