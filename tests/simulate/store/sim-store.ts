import {
  type PartitionCommit,
  type PartitionStore,
  StaleOwner,
  type StateStore,
} from '../../../packages/runtime/src/ports/state-store.ts';
import type { Network } from '../base/network.ts';
import type { SimProcess } from '../base/sim-process.ts';
import type { CommitHistory } from './commit-history.ts';

/** Is told of each commit that a worker asks for; what it gives is called when the commit is there. */
type OnCommit = (partition: number, epoch: number, commit: PartitionCommit) => () => void;

export interface StoreParts {
  readonly process: SimProcess;
  readonly network: Network;
  /** What keeps the state. */
  readonly inner: StateStore;
  readonly historyOf: (partition: number) => CommitHistory;
  /** See `Backend`. */
  readonly refusalsAreSure: boolean;
  readonly onCommit: OnCommit;
}

/** A worker's way to a store that is somewhere else, and the place where what is committed is written down. */
export class SimStore implements StateStore {
  private readonly parts: StoreParts;

  constructor(parts: StoreParts) {
    this.parts = parts;
  }

  async claim(partition: number): Promise<PartitionStore> {
    const { process, network, inner, historyOf } = this.parts;
    const claimed = await network.call(process, `claim p${partition}`, async () => {
      const store = await inner.claim(partition);
      await historyOf(partition).settle(store.progress, (keys) => store.load(keys));
      return store;
    });
    return this.session(partition, claimed);
  }

  keepBundle(version: string, bytes: Uint8Array): Promise<void> {
    const { process, network, inner } = this.parts;
    return network.call(process, 'keep a bundle', () => inner.keepBundle(version, bytes));
  }

  bundle(version: string): Promise<Uint8Array | null> {
    const { process, network, inner } = this.parts;
    return network.call(process, 'read a bundle', () => inner.bundle(version));
  }

  async close(): Promise<void> {
    await this.parts.inner.close();
  }

  private session(partition: number, inner: PartitionStore): PartitionStore {
    const { process, network, historyOf, refusalsAreSure, onCommit } = this.parts;
    const paged = async function* <T>(what: string, pages: AsyncIterable<T>): AsyncIterable<T> {
      for await (const page of pages) yield await network.call(process, `${what} p${partition}`, () => page);
    };
    return {
      epoch: inner.epoch,
      progress: inner.progress,
      outbox: inner.outbox,
      get stateBytes() {
        return inner.stateBytes;
      },
      keys: () => paged('keys', inner.keys()),
      dues: () => paged('dues', inner.dues()),
      load: (keys) => network.call(process, `load p${partition}`, () => inner.load(keys)),
      commit: (commit) => {
        const committed = onCommit(partition, inner.epoch, commit);
        return network.call(process, `commit p${partition}`, async () => {
          const history = historyOf(partition);
          const open = history.begin(inner.epoch, commit);
          try {
            await inner.commit(commit);
          } catch (error) {
            // After any other error it is open whether it happened: the next claim tells.
            if (refusalsAreSure && error instanceof StaleOwner) history.refused(open);
            throw error;
          }
          history.happened(open);
          committed();
        });
      },
      release: () => network.call(process, `release p${partition}`, () => inner.release()),
    };
  }
}
