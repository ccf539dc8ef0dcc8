import type { EffectSink } from '../ports/effect-sink.ts';
import type { EventSource } from '../ports/event-source.ts';
import type { KafkaClient } from './client.ts';
import { type KafkaOptions, type KafkaSettings, kafkaSettings } from './options.ts';

export type KafkaClientName = 'kafkajs' | 'platformatic';

export interface KafkaPorts {
  readonly source: EventSource;
  readonly sink: EffectSink;
}

/** Nothing is connected until they are used. The libraries are loaded here, as most commands need neither. */
export async function createKafka(options: KafkaOptions, name: KafkaClientName): Promise<KafkaPorts> {
  const settings = kafkaSettings(options);
  const client = await loadClient(name, settings);
  const [{ KafkaSource }, { KafkaSink }] = await Promise.all([
    import('./source/kafka-source.ts'),
    import('./sink/kafka-sink.ts'),
  ]);
  return { source: new KafkaSource(client, settings), sink: new KafkaSink(client, settings) };
}

async function loadClient(name: KafkaClientName, settings: KafkaSettings): Promise<KafkaClient> {
  switch (name) {
    case 'kafkajs':
      return new (await import('./kafkajs/kafkajs-client.ts')).KafkajsClient(settings);
    case 'platformatic':
      return new (await import('./platformatic/platformatic-client.ts')).PlatformaticClient(settings);
    default: {
      const unknown: never = name;
      throw new Error(`unknown Kafka client \`${unknown}\``);
    }
  }
}
