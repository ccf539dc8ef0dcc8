import type { EffectSink, OutboxRow, PartitionSink, Position } from '../../src/ports/effect-sink.ts';
import { type SinkBench, sinkContract } from '../ports/effect-sink-contract.ts';
import { type SourceBench, sourceContract } from '../ports/event-source-contract.ts';
import { describeClients } from './clients.ts';
import { Fixture } from './fixture.ts';
import { readCommitted } from './read-topic.ts';

describeClients('what the ports ask for', (client, { brokers }) => {
  sourceContract('Kafka', () => sourceBench(new Fixture(client, brokers)), { partitions: 2 });
  sinkContract('Kafka', () => sinkBench(new Fixture(client, brokers)), { runs: 5 });
});

async function sourceBench(fixture: Fixture): Promise<SourceBench> {
  await fixture.createTopics(2);
  return {
    connect: async () => (await fixture.open({ tuning: { maxBytesPerPartition: 200_000 } })).source,
    write: (partition, values) => fixture.writeValues(partition, values),
    remove: () => fixture.close(),
  };
}

const FROM = 'test-input-partition';

/** One partition in each output topic, so that the order of all rows can be seen; a header tells whose they are. */
async function sinkBench(fixture: Fixture): Promise<SinkBench> {
  await fixture.createTopics(2, 1);
  return {
    connect: async () => marking((await fixture.open()).sink),
    read: async (partition, output) => {
      const seen = await readCommitted(fixture.brokers, fixture.outputTopics[output]);
      return seen
        .filter(({ headers }) => headers[FROM] === `${partition}`)
        .map(({ value }) => value.toString());
    },
    remove: () => fixture.close(),
  };
}

function marking(sink: EffectSink): EffectSink {
  return {
    open: async (partition) => markingPartition(await sink.open(partition), partition),
    close: () => sink.close(),
  };
}

function markingPartition(sink: PartitionSink, partition: number): PartitionSink {
  const mark = (row: OutboxRow): OutboxRow => ({ ...row, headers: [...row.headers, [FROM, `${partition}`]] });
  return {
    published: sink.published,
    publish: (rows: readonly OutboxRow[], position: Position) => sink.publish(rows.map(mark), position),
    close: () => sink.close(),
  };
}
