import type { InputConfig, KafkaConfig, RuntimeConfig } from '../config/runtime-config.ts';
import type { KafkaPorts } from '../kafka/create-kafka.ts';
import type { KafkaOptions } from '../kafka/options.ts';
import type { Surroundings } from './open-adapters.ts';

type KafkaInput = Extract<InputConfig, { readonly kind: 'kafka' }>;

/** Both sides of Kafka. Nothing is connected until they are used. */
export async function openKafka(
  config: RuntimeConfig,
  kafka: KafkaConfig,
  input: KafkaInput,
  surroundings: Surroundings,
): Promise<KafkaPorts> {
  const { createKafka } = await import('../kafka/create-kafka.ts');
  return createKafka(kafkaOptions(config, kafka, input, surroundings), kafka.client);
}

function kafkaOptions(
  { output }: RuntimeConfig,
  { brokers, clientId, sessionTimeoutMs, tls, sasl, createTopics }: KafkaConfig,
  { topic, group }: KafkaInput,
  { clock, random, log }: Surroundings,
): KafkaOptions {
  return {
    brokers,
    clientId,
    groupId: group,
    inputTopic: topic,
    // Where effects go elsewhere no topic of them is ever written to.
    outputTopics: output.kind === 'kafka' ? output.topics : NO_TOPICS,
    tls: tls === null ? null : { ...tls, key: tls.key?.reveal() ?? null },
    sasl: sasl === null ? null : { ...sasl, password: sasl.password.reveal() },
    createTopics,
    clock,
    random,
    tuning: {
      sessionTimeoutMs,
      // A member that is slow to answer once or twice is not yet gone.
      heartbeatMs: Math.min(1_000, sessionTimeoutMs / 10),
      rebalanceTimeoutMs: 2 * sessionTimeoutMs,
    },
    log: (level, message) => log[level](message),
  };
}

const NO_TOPICS = { nudges: '', segments: '', decisions: '', late: '', 'dead-letter': '' };
