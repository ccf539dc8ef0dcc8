import { STATE_GROUPS } from '../ports/state-groups.ts';
import type { CachedUser } from './user-cache.ts';

/** The users whose states the store does not have yet, by group. */
export class UnsavedUsers {
  private readonly groups: CachedUser[][] = Array.from({ length: STATE_GROUPS }, () => []);

  /** To be called after a user has changed. */
  add(user: CachedUser): void {
    if (user.isUnsaved) return;
    user.isUnsaved = true;
    (this.groups[user.group] as CachedUser[]).push(user);
  }

  /** Whether the store has all users of a group. */
  hasNone(group: number): boolean {
    return (this.groups[group] as CachedUser[]).length === 0;
  }

  /** Those of a group, who count as saved from now on. */
  take(group: number): readonly CachedUser[] {
    const users = this.groups[group] as CachedUser[];
    this.groups[group] = [];
    for (const user of users) user.isUnsaved = false;
    return users;
  }
}
