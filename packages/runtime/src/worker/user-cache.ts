import type { UserState } from '@nudge/engine';
import { groupOf } from '../ports/state-groups.ts';

export interface CachedUser {
  readonly key: string;
  readonly state: UserState;
  /** See `UnsavedUsers`. */
  isUnsaved: boolean;
  readonly group: number;
  /** The next instant at which something happens to the user by itself, once it was asked for; NaN before. */
  dueMs: number;
}

/**
 * Users kept ready, about `limit` to twice as many: who was not asked for while so many others were is let go of. Two
 * generations do that without a list through all users that would have to be mended at every look.
 */
export class UserCache {
  private readonly limit: number;
  private young = new Map<string, CachedUser>();
  private old = new Map<string, CachedUser>();

  constructor(limit: number) {
    this.limit = Math.max(1, limit);
  }

  get size(): number {
    return this.young.size + this.old.size;
  }

  get(key: string): CachedUser | undefined {
    const user = this.young.get(key);
    if (user !== undefined) return user;
    const older = this.old.get(key);
    if (older === undefined) return undefined;
    this.old.delete(key);
    this.young.set(key, older);
    return older;
  }

  add(key: string, state: UserState): CachedUser {
    const user: CachedUser = { key, state, isUnsaved: false, group: groupOf(key), dueMs: Number.NaN };
    this.young.set(key, user);
    return user;
  }

  /** Whether it is time to let go of some. */
  get isFull(): boolean {
    return this.young.size >= this.limit;
  }

  /**
   * To be called when every group was stored since the call before this one: who is let go of was not asked for since
   * then, so that the store has them as they are.
   */
  age(): void {
    if (!this.isFull) return;
    this.old = this.young;
    this.young = new Map();
  }
}
