import type {
  EffectSink,
  OutboxRow,
  PartitionSink,
  Position,
} from '../../../packages/runtime/src/ports/effect-sink.ts';
import type { Network } from '../base/network.ts';
import type { SimProcess } from '../base/sim-process.ts';
import type { Violations } from '../base/violation.ts';
import type { Transactions } from './transactions.ts';

/** A worker's way to the output. */
export class SimSink implements EffectSink {
  private readonly process: SimProcess;
  private readonly network: Network;
  private readonly transactions: Transactions;
  private readonly violations: Violations;

  constructor(process: SimProcess, network: Network, transactions: Transactions, violations: Violations) {
    this.process = process;
    this.network = network;
    this.transactions = transactions;
    this.violations = violations;
  }

  /** Two requests, as with Kafka: others may come in between. */
  async open(partition: number): Promise<PartitionSink> {
    const { process, network, transactions } = this;
    const epoch = await network.call(process, `open p${partition}`, () => transactions.init(partition));
    const published = await network.call(process, `offsets of p${partition}`, () =>
      transactions.published(partition),
    );
    return this.session(partition, epoch, published);
  }

  async close(): Promise<void> {}

  private session(partition: number, epoch: number, published: Position | null): PartitionSink {
    const { process, network, transactions, violations } = this;
    let state: 'ready' | 'busy' | 'broken' | 'closed' = 'ready';
    const publish = async (rows: readonly OutboxRow[], position: Position): Promise<void> => {
      if (state !== 'ready') {
        violations.add({ law: 'port', message: `${process.name} publishes on a session that is ${state}` });
        throw new Error(`the session is ${state}`);
      }
      state = 'busy';
      try {
        await network.call(process, `write p${partition}`, () =>
          transactions.write(partition, epoch, rows, position),
        );
        await network.call(process, `publish p${partition}`, () => transactions.commit(partition, epoch));
        if (state === 'busy') state = 'ready';
      } catch (error) {
        if (state === 'busy') state = 'broken';
        throw error;
      }
    };
    return {
      published,
      publish,
      close: async () => {
        state = 'closed';
      },
    };
  }
}
