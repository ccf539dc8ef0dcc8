import type { UserEntry } from '../ports/state-store.ts';
import type { CachedUser } from './user-cache.ts';

/**
 * The users whose states the store does not have yet. They are stored now and then, all as they were between the same
 * two records: whoever is changed between many commits is written once.
 *
 * To write all at once would hold up everything that waits. So a checkpoint is frozen first, which costs nothing; then
 * its users are encoded a few at a time, and each at the latest before they change again.
 */
export class UnsavedUsers {
  private readonly encode: (user: CachedUser) => UserEntry;
  /** Since the checkpoint was frozen, or since ever. */
  private changed: CachedUser[] = [];
  /** Of the checkpoint; before `next` they are encoded. */
  private frozen: readonly CachedUser[] = [];
  private next = 0;
  private entries: UserEntry[] = [];

  constructor(encode: (user: CachedUser) => UserEntry) {
    this.encode = encode;
  }

  /** How many changed since the last checkpoint was frozen. */
  get count(): number {
    return this.changed.length;
  }

  /** To be called before a user changes. */
  beforeChange(user: CachedUser): void {
    if (user.isFrozen) this.save(user);
  }

  /** To be called after a user has changed. */
  add(user: CachedUser): void {
    if (user.isChanged) return;
    user.isChanged = true;
    this.changed.push(user);
  }

  /** Begins a checkpoint of all who changed. There must be no other one. */
  freeze(): void {
    this.frozen = this.changed;
    this.next = 0;
    this.changed = [];
    for (const user of this.frozen) {
      user.isFrozen = true;
      user.isChanged = false;
    }
  }

  /** Encodes so many of the checkpoint; whether all are. */
  saveSome(count: number): boolean {
    const end = Math.min(this.frozen.length, this.next + count);
    for (; this.next < end; this.next++) this.beforeChange(this.frozen[this.next] as CachedUser);
    return this.next === this.frozen.length;
  }

  /** The users of the checkpoint as they were when it was frozen. */
  takeFrozen(): readonly UserEntry[] {
    this.saveSome(Infinity);
    const { entries } = this;
    this.entries = [];
    this.frozen = [];
    this.next = 0;
    return entries;
  }

  /** All users as they are now, instead of the checkpoint if there is one. */
  takeAll(): readonly UserEntry[] {
    for (const user of this.frozen) {
      user.isFrozen = false;
      this.add(user);
    }
    this.frozen = [];
    this.next = 0;
    this.entries = [];
    const users = this.changed;
    this.changed = [];
    return users.map((user) => {
      user.isChanged = false;
      return this.encode(user);
    });
  }

  private save(user: CachedUser): void {
    user.isFrozen = false;
    this.entries.push(this.encode(user));
  }
}
