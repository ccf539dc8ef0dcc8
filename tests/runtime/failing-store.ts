import { StoreUnavailable } from '../../packages/runtime/src/ports/state-store.ts';
import { MemoryBackend, MemoryStore } from '../../packages/runtime/src/stores/memory/memory-store.ts';

/** A store in memory that cannot be reached while a test says so. */
export class FailingStore extends MemoryStore {
  isDown = false;
  /** Called by each call that is refused. */
  onRefused: () => void = () => {};

  constructor(backend: MemoryBackend = new MemoryBackend()) {
    super(backend);
  }

  override async claim(partition: number): ReturnType<MemoryStore['claim']> {
    this.check();
    const owned = await super.claim(partition);
    const commit = owned.commit.bind(owned);
    owned.commit = async (change) => {
      this.check();
      await commit(change);
    };
    return owned;
  }

  private check(): void {
    if (!this.isDown) return;
    this.onRefused();
    throw new StoreUnavailable('it is down');
  }
}
