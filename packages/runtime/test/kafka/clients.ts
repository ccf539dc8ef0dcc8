import { describe } from 'vitest';
import type { KafkaService } from '../../../../scripts/local-services/state.mjs';
import { describeWith } from '../../../../tests/services/describe-with.ts';
import type { KafkaClientName } from '../../src/kafka/create-kafka.ts';

const CLIENTS: readonly KafkaClientName[] = ['kafkajs', 'platformatic'];

/** The same suite for each client library, on a real broker. */
export function describeClients(
  title: string,
  suite: (client: KafkaClientName, service: KafkaService) => void,
): void {
  describeWith('kafka', title, (service) => {
    for (const client of CLIENTS) describe(`through ${client}`, () => suite(client, service));
  });
}
