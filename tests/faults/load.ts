import { setTimeout as sleep } from 'node:timers/promises';
import { CompressionTypes, type Producer } from 'kafkajs';
import type { Events } from './events.ts';
import { kafkaOf, type Topics } from './topics.ts';

const TICK_MS = 50;

/** Writes events into the input topic, so many a second, until it is told to end. */
export class Load {
  /** Messages that the broker has taken. */
  sent = 0;
  /** Sends that failed and were tried again: what was taken twice is twice in the log, as any sender may do. */
  failures = 0;
  private readonly topics: Topics;
  private readonly events: Events;
  private readonly rate: number;
  private readonly producer: Producer;
  private ending = false;
  private running: Promise<void> = Promise.resolve();

  constructor(topics: Topics, events: Events, rate: number) {
    this.topics = topics;
    this.events = events;
    this.rate = rate;
    this.producer = kafkaOf(topics.brokers).producer();
  }

  async start(): Promise<void> {
    await this.producer.connect();
    this.running = this.run();
    // It is told when the load is ended.
    this.running.catch(() => {});
  }

  async end(): Promise<void> {
    this.ending = true;
    await this.running;
    await this.producer.disconnect();
  }

  private async run(): Promise<void> {
    let owed = 0;
    let before = performance.now();
    while (!this.ending) {
      await sleep(TICK_MS);
      const now = performance.now();
      // A producer that was held up does not make up for all of it at once.
      owed = Math.min(owed + ((now - before) * this.rate) / 1000, this.rate);
      before = now;
      const count = Math.floor(owed);
      owed -= count;
      await this.send(count);
    }
  }

  private async send(count: number): Promise<void> {
    const messages = Array.from({ length: count }, () => this.events.next());
    while (messages.length > 0) {
      try {
        await this.producer.send({
          topic: this.topics.input,
          messages: [...messages],
          acks: -1,
          compression: CompressionTypes.None,
        });
        this.sent += count;
        return;
      } catch (error) {
        if (!(error instanceof Error && error.name.startsWith('KafkaJS'))) throw error;
        this.failures++;
        await sleep(200);
      }
    }
  }
}
