import type { PartitionStore, StateStore } from '../../../packages/runtime/src/ports/state-store.ts';

/** A store that is opened when it is first needed, and again when that failed. */
export class OpeningStore implements StateStore {
  private readonly open: () => Promise<StateStore>;
  private store: Promise<StateStore> | null = null;

  constructor(open: () => Promise<StateStore>) {
    this.open = open;
  }

  async claim(partition: number): Promise<PartitionStore> {
    return (await this.opened()).claim(partition);
  }

  async keepBundle(version: string, bytes: Uint8Array): Promise<void> {
    await (await this.opened()).keepBundle(version, bytes);
  }

  async bundle(version: string): Promise<Uint8Array | null> {
    return (await this.opened()).bundle(version);
  }

  async close(): Promise<void> {
    if (this.store !== null) await (await this.store).close();
  }

  private async opened(): Promise<StateStore> {
    this.store ??= this.open();
    try {
      return await this.store;
    } catch (error) {
      this.store = null;
      throw error;
    }
  }
}
