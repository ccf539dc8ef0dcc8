import type { EventSymbol, FieldSymbol } from '@nudge/dsl';
import { type Datum, fromValue } from './values/datum.ts';
import { byBytes } from './values/text.ts';

/** An event of a declared type: its fields and its attributes, by name. */
export interface Happening {
  readonly event: EventSymbol;
  readonly at: number;
  readonly id: string;
  readonly fields: ReadonlyMap<string, Datum>;
}

/** A write to a field of the profile; missing: what was there before anything was written. */
export interface ProfileWrite {
  readonly field: FieldSymbol;
  readonly value: Datum;
}

export interface ConsentWrite {
  readonly purpose: string;
  readonly granted: boolean;
}

/** An accepted event of any type, or what holds since ever: then its instant is before all others. */
export interface Occurrence {
  readonly at: number;
  readonly id: string;
  /** Absent for the built-in types. */
  readonly happening: Happening | null;
  readonly profileWrites: readonly ProfileWrite[];
  readonly consentWrites: readonly ConsentWrite[];
}

export const SINCE_EVER: { readonly at: number; readonly id: string } = { at: -Infinity, id: '' };

interface Placed {
  readonly at: number;
  readonly id: string;
}

/**
 * The accepted events of one user, as a set: nothing here depends on the order in which they were added. Every question
 * is about what is known of the user at an instant t, so it looks at nothing behind t.
 */
export class History {
  private readonly happenings = new Map<EventSymbol, Happening[]>();
  private readonly profileWrites = new Map<FieldSymbol, (ProfileWrite & Placed)[]>();
  private readonly consentWrites = new Map<string, (ConsentWrite & Placed)[]>();
  /** The instants of all accepted events, built-in types included. */
  readonly instants: Set<number> = new Set();

  add({ at, id, happening, profileWrites, consentWrites }: Occurrence): void {
    // What holds since ever does not begin the user.
    if (at !== SINCE_EVER.at) this.instants.add(at);
    if (happening !== null) insert(this.happenings, happening.event, happening);
    for (const write of profileWrites) insert(this.profileWrites, write.field, { ...write, at, id });
    for (const write of consentWrites) insert(this.consentWrites, write.purpose, { ...write, at, id });
  }

  hasBegun(t: number): boolean {
    return [...this.instants].some((at) => at <= t);
  }

  /** The events of a type in (t − W, t], or all up to t, by (instant, id). */
  rows(event: EventSymbol, t: number, windowMs: number = Infinity): Happening[] {
    const all = this.happenings.get(event) ?? [];
    return all.filter(({ at }) => at <= t && at > t - windowMs);
  }

  /** Last writer wins; nothing written, or written missing, is the default. */
  profile(field: FieldSymbol, t: number): Datum {
    const written = this.profileWrites.get(field)?.findLast(({ at }) => at <= t);
    return written?.value ?? fromValue(field.defaultValue ?? null, field.type);
  }

  isGranted(purpose: string, t: number): boolean {
    return this.consentWrites.get(purpose)?.findLast(({ at }) => at <= t)?.granted ?? false;
  }
}

/** Kept by (instant, id). Sorting is stable: of several values since ever, the last one given counts. */
function insert<K, V extends Placed>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  list.push(value);
  list.sort((a, b) => (a.at === b.at ? byBytes(a.id, b.id) : a.at - b.at));
}
