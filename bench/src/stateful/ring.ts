import { Buckets, COUNT, MINUTE, SUM, TYPE } from './buckets.ts';
import { MINUTES_MAX, type Segment, TYPES, typeName } from './segments.ts';
import type { OnChange, Tracker } from './tracker.ts';

const MINUTE_MS = 60_000;

/** The segments on one function of one type, the shortest window first; their values stand side by side. */
interface Windows {
  readonly offset: number;
  readonly segments: Int32Array;
  readonly minutes: Int32Array;
  readonly least: Int32Array;
  /** By minutes: how many windows are no longer than so. */
  readonly notLonger: Int32Array;
}

interface User {
  readonly name: string;
  readonly values: Int32Array;
  readonly members: Uint8Array;
  readonly buckets: Buckets;
  /** The minute that has been brought to. */
  at: number;
}

/**
 * The limit of plain counting: for each user a ring of buckets of a minute and a type, and for each segment a running value
 * that every event adds to and every bucket that leaves takes from. Nothing is checked, no event is told from another, none
 * may be late, and what happens within a minute happens at once.
 */
export class Ring implements Tracker {
  private readonly counts: readonly Windows[];
  private readonly sums: readonly Windows[];
  private readonly types: ReadonlyMap<string, number>;
  private readonly users = new Map<string, User>();
  private readonly segmentCount: number;
  private readonly onChange: OnChange | null;
  private byEvents = 0;
  private byTime = 0;

  constructor(segments: readonly Segment[], onChange: OnChange | null) {
    this.segmentCount = segments.length;
    this.onChange = onChange;
    this.types = new Map(Array.from({ length: TYPES }, (_, type) => [typeName(type), type]));
    let offset = 0;
    const windowsOf = (of: Segment['function'], type: number): Windows => {
      const windows = windowsFrom(
        segments.filter((segment) => segment.type === type && segment.function === of),
        offset,
      );
      offset += windows.segments.length;
      return windows;
    };
    this.counts = Array.from({ length: TYPES }, (_, type) => windowsOf('count', type));
    this.sums = Array.from({ length: TYPES }, (_, type) => windowsOf('sum', type));
  }

  readonly changes = (): number => this.byEvents + this.byTime;
  readonly timers = (): number => this.byTime;

  readonly take = (event: Buffer): void => {
    const { type, subject, time, data } = JSON.parse(event.toString('utf8')) as {
      readonly type: string;
      readonly subject: string;
      readonly time: string;
      readonly data: { readonly amount: number };
    };
    const id = this.types.get(type);
    if (id === undefined) return;
    const minute = Math.floor(Date.parse(time) / MINUTE_MS);
    const user = this.users.get(subject) ?? this.newUser(subject, minute);
    if (minute > user.at) this.advance(user, minute, id);
    const amount = Math.round(data.amount * 100);
    user.buckets.add(minute, id, amount);
    this.enter(user, this.counts[id] as Windows, minute, 1);
    this.enter(user, this.sums[id] as Windows, minute, amount);
  };

  private newUser(name: string, at: number): User {
    const user: User = {
      name,
      values: new Int32Array(this.segmentCount),
      members: new Uint8Array(this.segmentCount),
      buckets: new Buckets(),
      at,
    };
    this.users.set(name, user);
    return user;
  }

  private enter(user: User, { offset, segments, least }: Windows, minute: number, more: number): void {
    const { values, members } = user;
    for (let i = 0; i < least.length; i++) {
      const value = (values[offset + i] as number) + more;
      values[offset + i] = value;
      const isMember = value >= (least[i] as number) ? 1 : 0;
      if (isMember === members[offset + i]) continue;
      members[offset + i] = isMember;
      this.byEvents++;
      this.onChange?.(user.name, segments[i] as number, isMember === 1, minute * MINUTE_MS);
    }
  }

  /** Takes what leaves up to `minute`; of the type of the event at hand, what leaves at it is judged with the event. */
  private advance(user: User, minute: number, typeAtHand: number): void {
    const { buckets } = user;
    for (let k = 0; k < buckets.length; k++) {
      const place = buckets.place(k);
      const happened = buckets.cells[place + MINUTE] as number;
      const type = buckets.cells[place + TYPE] as number;
      const judgedUntil = type === typeAtHand ? minute - 1 : minute;
      const { cells } = buckets;
      this.leave(
        user,
        this.counts[type] as Windows,
        happened,
        cells[place + COUNT] as number,
        minute,
        judgedUntil,
      );
      this.leave(
        user,
        this.sums[type] as Windows,
        happened,
        cells[place + SUM] as number,
        minute,
        judgedUntil,
      );
    }
    buckets.dropUntil(minute - MINUTES_MAX);
    user.at = minute;
  }

  private leave(
    user: User,
    { offset, segments, minutes, least, notLonger }: Windows,
    happened: number,
    less: number,
    minute: number,
    judgedUntil: number,
  ): void {
    const { values, members } = user;
    const from = notLonger[user.at - happened] as number;
    const to = notLonger[Math.min(minute - happened, MINUTES_MAX)] as number;
    for (let i = from; i < to; i++) {
      const value = (values[offset + i] as number) - less;
      values[offset + i] = value;
      if (members[offset + i] === 0 || value >= (least[i] as number)) continue;
      const at = happened + (minutes[i] as number);
      if (at > judgedUntil) continue;
      members[offset + i] = 0;
      this.byTime++;
      this.onChange?.(user.name, segments[i] as number, false, at * MINUTE_MS);
    }
  }
}

function windowsFrom(segments: readonly Segment[], offset: number): Windows {
  const sorted = segments.toSorted((a, b) => a.minutes - b.minutes);
  return {
    offset,
    segments: Int32Array.from(sorted, ({ id }) => id),
    minutes: Int32Array.from(sorted, ({ minutes }) => minutes),
    least: Int32Array.from(sorted, ({ least }) => least),
    notLonger: Int32Array.from(
      { length: MINUTES_MAX + 1 },
      (_, length) => sorted.filter(({ minutes }) => minutes <= length).length,
    ),
  };
}
