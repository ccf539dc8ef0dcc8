import { StaleOwner, StoreUnavailable } from '../ports/state-store.ts';

/**
 * Lets one commit after the other through to a remote store. Once a commit's outcome is unknown, none follows under the
 * same claim: a request that was lost on its way may still arrive, and must then find either the state that it was
 * made for or another owner. That is what makes a late, or even a doubled, request harmless.
 */
export class CommitGate {
  readonly #what: string;
  #state: 'open' | 'busy' | 'unknown' | 'stale' | 'released' = 'open';

  /** `what`: the partition and the store, for messages. */
  constructor(what: string) {
    this.#what = what;
  }

  async pass<T>(commit: () => Promise<T>): Promise<T> {
    switch (this.#state) {
      case 'open':
        break;
      case 'busy':
        throw new Error(`${this.#what}: a commit is still under way`);
      case 'unknown':
        throw new StoreUnavailable(
          `${this.#what}: an earlier commit failed; the partition is to be claimed again`,
        );
      case 'stale':
        throw new StaleOwner(
          `${this.#what}: an earlier commit was refused; the partition is to be claimed again`,
        );
      case 'released':
        throw new StaleOwner(`${this.#what}: the partition was released`);
    }
    this.#state = 'busy';
    try {
      const done = await commit();
      if (this.#state === 'busy') this.#state = 'open';
      return done;
    } catch (error) {
      if (this.#state === 'busy') this.#state = error instanceof StaleOwner ? 'stale' : 'unknown';
      throw error;
    }
  }

  release(): void {
    this.#state = 'released';
  }
}
