import { type OutboxRow, userKey } from '@nudge/runtime';
import { eventOfRow } from './row-event.ts';

/** So many of the last things that happened to a user are kept, of so many users. */
const LAST = 50;
const USERS_MAX = 10_000;

export interface UserTimeline {
  /** Where the user is, by name, with the instant since when. */
  readonly segments: Readonly<Record<string, string>>;
  /** The last effects, oldest first. */
  readonly last: readonly unknown[];
}

/** What happened to each user since this process began: the store is the worker's alone. */
export class UserTimelines {
  readonly #users = new Map<string, { segments: Map<string, string>; last: unknown[] }>();

  add(row: OutboxRow): void {
    if (row.output === 'dead-letter') return;
    const event = eventOfRow(row);
    const key = userKey(event.tenant, event.subject);
    const user = this.#users.get(key) ?? { segments: new Map<string, string>(), last: [] as unknown[] };
    // Whoever something happened to last goes last.
    this.#users.delete(key);
    this.#users.set(key, user);
    const { segment, since } = event.data as { segment: string; since: string };
    if (event.type === 'segment.entered') user.segments.set(segment, since);
    if (event.type === 'segment.exited') user.segments.delete(segment);
    user.last.push(event);
    if (user.last.length > LAST) user.last.shift();
    if (this.#users.size > USERS_MAX) {
      for (const oldest of this.#users.keys()) {
        this.#users.delete(oldest);
        break;
      }
    }
  }

  of(tenant: string, user: string): UserTimeline | null {
    const found = this.#users.get(userKey(tenant, user));
    if (found === undefined) return null;
    const segments = [...found.segments].sort(([a], [b]) => (a < b ? -1 : 1));
    return { segments: Object.fromEntries(segments), last: found.last };
  }
}
