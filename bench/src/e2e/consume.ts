import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { Consumer } from '@platformatic/kafka';
import type { Line } from './child.ts';
import type { Consumed, ConsumeJob } from './job.ts';
import { Producing } from './producing.ts';
import { kafkaOf } from './topics.ts';

const WINDOW_MS = 250;
/** 5 %. */
const PRODUCED_OF = 20;
const UNDER_WAY = 8;

/** The bounds: a process that consumes and does nothing else, and one that parses and produces a part of it again. */
export async function consume(job: ConsumeJob, line: Line): Promise<Consumed> {
  const producing = job.produceTo === null ? null : new Producing(job.brokers, UNDER_WAY);
  const work = producing === null ? () => {} : parsing(producing, job.produceTo ?? '');
  const counting = new Counting(job, line);
  const stop = await take(job, (values) => {
    work(values);
    counting.add(values.length);
    // With more under way, memory would hold what the broker cannot take.
    return producing?.settle(UNDER_WAY);
  });
  const result = await counting.done;
  await stop();
  return result;
}

/** Hands over values as they come. */
async function take(
  { brokers, topic, group, client, produceTo }: ConsumeJob,
  onValues: (values: readonly Buffer[]) => Promise<void> | undefined,
): Promise<() => Promise<void>> {
  // Its stream is slower than what is to be a bound: only beside kafkajs it is one.
  if (client === 'platformatic' && produceTo === null) {
    const consumer = new Consumer({
      clientId: 'bench',
      groupId: group,
      bootstrapBrokers: [...brokers],
      maxBytes: 16 * 1024 * 1024,
      highWaterMark: 10_000,
    });
    const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false });
    stream.on('data', ({ value }) => void onValues([value as Buffer]));
    return () => consumer.close(true);
  }
  const consumer = kafkaOf(brokers, 'bench').consumer({
    groupId: group,
    maxBytesPerPartition: 2 * 1024 * 1024,
  });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: 4,
    eachBatch: async ({ batch }) => {
      await onValues(batch.messages.map(({ value }) => value as Buffer));
    },
  });
  return () => consumer.disconnect();
}

function parsing(producing: Producing, topic: string): (values: readonly Buffer[]) => void {
  let seen = 0;
  return (values) => {
    const messages = [];
    for (const value of values) {
      const { subject } = JSON.parse(value.toString('utf8')) as { readonly subject: string };
      if (++seen % PRODUCED_OF === 0) messages.push({ topic, key: Buffer.from(subject), value });
    }
    if (messages.length > 0) producing.send(messages);
  };
}

/** Rates of windows, from the first event to the last or until time is up. */
class Counting {
  readonly done: Promise<Consumed>;
  private readonly job: ConsumeJob;
  private readonly line: Line;
  private readonly windows: number[] = [];
  private readonly ending: PromiseWithResolvers<Consumed> = Promise.withResolvers();
  private cpu = process.cpuUsage();
  private begunMs = 0;
  private windowMs = 0;
  private inWindow = 0;
  private events = 0;

  constructor(job: ConsumeJob, line: Line) {
    this.job = job;
    this.line = line;
    this.done = this.ending.promise;
  }

  add(count: number): void {
    const now = performance.now();
    if (this.events === 0) {
      this.begunMs = now;
      this.windowMs = now;
      this.cpu = process.cpuUsage();
    } else this.inWindow += count;
    this.events += count;
    if (now - this.windowMs >= WINDOW_MS) {
      this.windows.push((this.inWindow * 1000) / (now - this.windowMs));
      this.windowMs = now;
      this.inWindow = 0;
      this.line.say({ kind: 'progress', events: this.events });
    }
    if (this.events >= this.job.events || now - this.begunMs > this.job.seconds * 1000) this.end(now);
  }

  private end(now: number): void {
    const { user, system } = process.cpuUsage(this.cpu);
    this.ending.resolve({
      windows: this.windows,
      events: this.events,
      cpu: (user + system) / 1000 / (now - this.begunMs),
      rssMB: process.memoryUsage.rss() / 1e6,
    });
  }
}
