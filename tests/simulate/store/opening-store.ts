import type { PartitionStore, StateStore } from '../../../packages/runtime/src/ports/state-store.ts';

/** A store that is opened when it is first needed, and again when that failed. */
export class OpeningStore implements StateStore {
  private readonly open: () => Promise<StateStore>;
  private store: Promise<StateStore> | null = null;

  constructor(open: () => Promise<StateStore>) {
    this.open = open;
  }

  async claim(partition: number): Promise<PartitionStore> {
    this.store ??= this.open();
    try {
      await this.store;
    } catch (error) {
      this.store = null;
      throw error;
    }
    return (await this.store).claim(partition);
  }

  async close(): Promise<void> {
    if (this.store !== null) await (await this.store).close();
  }
}
