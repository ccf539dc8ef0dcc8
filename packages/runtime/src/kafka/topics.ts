import { Backoff } from '../waiting/backoff.ts';
import type { Wire } from './client.ts';
import type { KafkaSettings } from './options.ts';
import { createTopicRequest, readCreated } from './protocol/create-topic.ts';
import { CODE, isRefusal, KafkaRefusal } from './protocol/kafka-error.ts';
import { type Leaders, metadataRequest, readLeaders } from './protocol/metadata.ts';

/** Who leads the partitions of topics, from the first broker that answers. */
export async function leadersOf(wire: Wire, topics: readonly string[]): Promise<Map<string, Leaders>> {
  let problem: unknown = new Error('the cluster names no broker');
  for (const node of await wire.nodes()) {
    try {
      return readLeaders(await wire.call(node, metadataRequest(topics)));
    } catch (error) {
      if (error instanceof KafkaRefusal) throw error;
      problem = error;
    }
  }
  throw problem;
}

/**
 * The leaders of topics that must all be there, each partition with one: made first where the options allow it.
 */
export async function ensureTopics(
  wire: Wire,
  topics: readonly string[],
  settings: KafkaSettings,
): Promise<Map<string, Leaders>> {
  const wanted = [...new Set(topics)];
  const found = await leadersOf(wire, wanted);
  const missing = wanted.filter((topic) => !found.has(topic));
  if (missing.length === 0 && wanted.every((topic) => isLed(found.get(topic)))) return found;
  if (missing.length > 0 && settings.createTopics === null) throw missingTopics(missing, settings);
  for (const topic of missing) await createTopic(wire, topic, settings);
  return awaitLeaders(wire, wanted, settings);
}

function missingTopics(missing: readonly string[], { brokers }: KafkaSettings): Error {
  const names = missing.map((topic) => `\`${topic}\``).join(', ');
  const what = missing.length === 1 ? `topic ${names} does` : `topics ${names} do`;
  return new Error(`${what} not exist on ${brokers.join(', ')}: create them, or set kafka.createTopics`);
}

const ELSEWHERE: ReadonlySet<number> = new Set([CODE.notController]);
const THERE: ReadonlySet<number> = new Set([CODE.topicExists]);

/** Brokers without ZooKeeper pass this on to the controller; of older ones, only the controller takes it. */
async function createTopic(wire: Wire, topic: string, settings: KafkaSettings): Promise<void> {
  const shape = settings.createTopics ?? { partitions: 1, replication: 1 };
  const request = createTopicRequest(
    topic,
    shape.partitions,
    shape.replication,
    settings.tuning.requestTimeoutMs,
  );
  for (const node of await wire.nodes()) {
    try {
      readCreated(await wire.call(node, request));
      settings.log('info', `created topic ${topic} with ${shape.partitions} partitions`);
      return;
    } catch (error) {
      // Somebody else did, at the same time.
      if (isRefusal(error, THERE)) return;
      if (!isRefusal(error, ELSEWHERE)) throw error;
    }
  }
  throw new Error(`no broker takes the creation of topic \`${topic}\``);
}

/** A new topic is not known to every broker at once. */
async function awaitLeaders(
  wire: Wire,
  topics: readonly string[],
  settings: KafkaSettings,
): Promise<Map<string, Leaders>> {
  const { clock, random } = settings;
  const backoff = new Backoff(clock, random, 20, 500);
  const until = clock.monotonic() + settings.tuning.requestTimeoutMs;
  for (;;) {
    const found = await leadersOf(wire, topics);
    const without = topics.filter((topic) => !isLed(found.get(topic)));
    if (without.length === 0) return found;
    if (clock.monotonic() > until) throw new Error(`partitions of ${without.join(', ')} have no leader`);
    await backoff.wait();
  }
}

function isLed(leaders: Leaders | undefined): boolean {
  return leaders !== undefined && leaders.length > 0 && leaders.every((leader) => leader >= 0);
}
