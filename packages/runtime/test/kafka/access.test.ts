import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KafkaOptions, KafkaSasl } from '../../src/kafka/options.ts';
import { describeClients } from './clients.ts';
import { Fixture, row } from './fixture.ts';
import { readCommitted } from './read-topic.ts';

const MECHANISMS: readonly KafkaSasl['mechanism'][] = ['plain', 'scram-sha-256', 'scram-sha-512'];

describeClients('brokers that ask who one is', (client, service) => {
  const { brokers, saslBrokers, saslTlsBrokers, user: username, password } = service;
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = new Fixture(client, brokers);
    await fixture.createTopics(1);
    await fixture.writeValues(0, ['a']);
  });
  afterEach(() => fixture.close());

  const tls = () => ({ ca: readFileSync(service.ca, 'utf8'), cert: null, key: null });

  async function readAndPublish(more: Partial<KafkaOptions>): Promise<void> {
    const { source, heard } = await fixture.listen(more);
    await heard.isAssigned([0]);
    source.seek(0, 0);
    await heard.hears(0, ['a']);
    const { sink } = await fixture.open(more);
    const partition = await sink.open(0);
    await partition.publish([row(1)], { nextOffset: 1, seq: 1 });
    await partition.close();
    expect(await readCommitted(brokers, fixture.outputTopics.nudges)).toHaveLength(1);
  }

  test.each(MECHANISMS)('%s', async (mechanism) => {
    await readAndPublish({ brokers: saslBrokers, sasl: { mechanism, username, password } });
  });

  test.each(MECHANISMS)('%s over TLS', async (mechanism) => {
    await readAndPublish({ brokers: saslTlsBrokers, tls: tls(), sasl: { mechanism, username, password } });
  });

  test.each(MECHANISMS)('a wrong password for %s is refused, and stands in no message', async (mechanism) => {
    const wrong = 'not-the-password';
    const sasl = { mechanism, username, password: wrong };
    const { source } = await fixture.open({ brokers: saslBrokers, sasl });
    const starting = source.start({ assigned() {}, records() {}, caughtUp() {}, failed() {} });
    const problem = await starting.then(
      () => 'it was let in',
      (error: Error) => error.message,
    );
    expect(problem).toMatch(/Kafka cannot be reached .*(uthentication|SASL)/);
    expect(`${problem}\n${fixture.logged.join('\n')}`).not.toContain(wrong);
    await source.stop();
  });

  test('a broker whose certificate nobody vouches for is not talked to', async () => {
    const sasl: KafkaSasl = { mechanism: 'plain', username, password };
    const { source } = await fixture.open({
      brokers: saslTlsBrokers,
      tls: { ca: null, cert: null, key: null },
      sasl,
      tuning: { connectTimeoutMs: 1_000 },
    });
    const starting = source.start({ assigned() {}, records() {}, caughtUp() {}, failed() {} });
    await expect(starting).rejects.toThrow(/Kafka cannot be reached/);
    await source.stop();
  });
});
