/**
 * The law of semantics.md read aloud, for one user: every integer millisecond is judged over the whole set of
 * accepted events, with conditions written by hand in TypeScript. Slow, and without any of the engine's ideas (logs,
 * breakpoints, intervals), so that the two can be compared. Instants are ms after `START`; what happens is told in the
 * words of `story.ts`.
 */

/** A record, as the user did it. `data` holds plain values; instants in it are ms after `START`. */
export interface Happening {
  readonly kind: 'View' | 'CartAdd' | 'Order' | 'profile' | 'consent';
  readonly id: string;
  readonly at: number;
  // biome-ignore lint/suspicious/noExplicitAny: data of any kind of event
  readonly data: any;
}

/** What a condition sees: the user at one instant. */
export interface Sight {
  readonly t: number;
  /** The events of a kind in (t − W, t] (all of them without W), by (instant, id). */
  rows(kind: Happening['kind'], windowMs?: number): Happening[];
  /** The values of a field in those events that have it. */
  values(kind: Happening['kind'], field: string, windowMs?: number): number[];
  /** The last write at or before t; `undefined` where there is none, or null. */
  // biome-ignore lint/suspicious/noExplicitAny: fields of any type
  profile(field: string): any;
  isIn(segment: string): boolean;
}

interface OracleSegment {
  readonly name: string;
  readonly forMs?: number;
  readonly when: (sight: Sight) => boolean;
}

export interface OracleNudge {
  readonly name: string;
  readonly on:
    | {
        readonly kind: 'event';
        readonly event: Happening['kind'];
        readonly where?: (a: Happening) => boolean;
      }
    | { readonly kind: 'enter' | 'exit'; readonly segment: string }
    | {
        readonly kind: 'unless';
        readonly event: Happening['kind'];
        readonly where?: (a: Happening) => boolean;
        readonly unless: Happening['kind'];
        readonly unlessWhere?: (b: Happening, a: Happening) => boolean;
        readonly withinMs: number;
      };
  readonly when?: (sight: Sight, event: Happening | null) => boolean;
  readonly needsConsent?: boolean;
  readonly priority?: number;
  readonly expiresMs?: number;
  readonly cooldownMs?: number;
  readonly group?: string;
}

export interface OracleProgram {
  /** The same as rules. */
  readonly rules: string;
  readonly lateMs: number;
  /** In dependency order. */
  readonly segments: readonly OracleSegment[];
  readonly metrics: Readonly<Record<string, (sight: Sight) => unknown>>;
  readonly nudges: readonly OracleNudge[];
}

interface Candidate {
  readonly nudge: OracleNudge;
  readonly cause: string;
  readonly event: Happening | null;
}

export class OracleUser {
  readonly story: string[] = [];
  clock = Number.NEGATIVE_INFINITY;
  private accepted: Happening[] = [];
  /** Start of the memberships last known. */
  private known = new Map<string, number>();
  private readonly lastGenerated = new Map<string, number>();
  private waiting: { readonly nudge: OracleNudge; readonly a: Happening; readonly due: number }[] = [];
  private readonly program: OracleProgram;
  private readonly name: string;

  constructor(program: OracleProgram, name: string) {
    this.program = program;
    this.name = name;
  }

  /** Says whether the record was accepted. */
  take(record: Happening): boolean {
    const horizon = this.clock - this.program.lateMs;
    if (this.accepted.some(({ id, at }) => id === record.id && at >= horizon)) return false;
    if (record.at < horizon) {
      const type = { profile: 'user.updated', consent: 'user.consent' }[record.kind as string] ?? record.kind;
      this.story.push(`late ${record.id} ${type} @${record.at} ${this.name} clock ${this.clock}`);
      return false;
    }
    this.moveTo(record.at - 1);
    this.accepted = [...this.accepted, record];
    this.clock = Math.max(this.clock, record.at);
    const cause = `${record.id}@${record.at}`;
    const candidates = this.change(this.clock, cause);
    for (const nudge of this.program.nudges) {
      const { on } = nudge;
      if (!('event' in on) || on.event !== record.kind || on.where?.(record) === false) continue;
      if (on.kind === 'event') candidates.push({ nudge, cause, event: record });
      else if (record.at + on.withinMs > this.clock) {
        this.waiting.push({ nudge, a: record, due: record.at + on.withinMs });
      } else this.judgeWait(nudge, record, candidates);
    }
    this.decide(this.clock, candidates);
    return true;
  }

  /** Judges every millisecond up to `t`, those of the clock's own instant that are left included. */
  moveTo(t: number): void {
    if (this.accepted.length === 0) return;
    for (let ms = this.clock; ms <= t; ms++) {
      const candidates = this.change(ms, `@${ms}`);
      const due = this.waiting.filter((wait) => wait.due <= ms);
      this.waiting = this.waiting.filter((wait) => wait.due > ms);
      for (const { nudge, a } of due) this.judgeWait(nudge, a, candidates);
      this.decide(ms, candidates);
    }
    this.clock = Math.max(this.clock, t);
  }

  members(): string[] {
    return byBytes([...this.known.keys()]).map(
      (name) => `${this.name} is in ${name} since ${this.known.get(name)}`,
    );
  }

  metrics(t: number): string[] {
    if (this.accepted.length === 0) return [];
    const sight = this.sightAt(t, () => false);
    return byBytes(Object.keys(this.program.metrics)).map(
      (name) => `${name} of ${this.name} = ${JSON.stringify(this.program.metrics[name]?.(sight) ?? null)}`,
    );
  }

  /** Memberships at t, from nothing but the set of accepted events. */
  private membershipsAt(t: number): Map<string, number> {
    const begin = Math.min(...this.accepted.map(({ at }) => at));
    const startOf = new Map<string, number>();
    let members = new Map<string, number>();
    for (let ms = begin; ms <= t; ms++) {
      const now = new Map<string, number>();
      const sight = this.sightAt(ms, (name) => now.has(name));
      for (const { name, forMs = 0, when } of this.program.segments) {
        if (!when(sight)) {
          startOf.delete(name);
          continue;
        }
        const start = startOf.get(name) ?? ms;
        startOf.set(name, start);
        if (ms - start >= forMs) now.set(name, start + forMs);
      }
      members = now;
    }
    return members;
  }

  private change(t: number, cause: string): Candidate[] {
    const before = this.known;
    const after = this.membershipsAt(t);
    this.known = after;
    const candidates: Candidate[] = [];
    for (const name of byBytes(this.program.segments.map((segment) => segment.name))) {
      if (before.has(name) === after.has(name)) continue;
      const entered = after.has(name);
      const since = (entered ? after : before).get(name);
      this.story.push(
        `@${t} ${this.name} ${entered ? 'enters' : 'leaves'} ${name} since ${since} (${cause})`,
      );
      for (const nudge of this.program.nudges) {
        const { on } = nudge;
        if (on.kind === (entered ? 'enter' : 'exit') && on.segment === name) {
          candidates.push({ nudge, cause, event: null });
        }
      }
    }
    return candidates;
  }

  private judgeWait(nudge: OracleNudge, a: Happening, candidates: Candidate[]): void {
    const { on } = nudge;
    if (on.kind !== 'unless') return;
    const came = this.accepted.some(
      (b) =>
        b.kind === on.unless && b.at > a.at && b.at <= a.at + on.withinMs && on.unlessWhere?.(b, a) !== false,
    );
    if (!came) candidates.push({ nudge, cause: `${a.id}@${a.at}`, event: a });
  }

  private decide(t: number, candidates: readonly Candidate[]): void {
    const sight = this.sightAt(t, (name) => this.known.has(name));
    const winners = new Map<string, string>();
    for (const { nudge, cause, event } of [...candidates].sort(compareCandidates)) {
      const { name, when, needsConsent, cooldownMs, group } = nudge;
      if (when?.(sight, event) === false) continue;
      const last = this.lastGenerated.get(name);
      const winner = group === undefined ? undefined : winners.get(group);
      let reason: string | undefined;
      if (needsConsent === true && sight.profile('consent') !== true) reason = 'consent to marketing';
      else if (cooldownMs !== undefined && last !== undefined && t - last < cooldownMs) {
        reason = `cooldown until ${last + cooldownMs}`;
      } else if (winner !== undefined) reason = `group won by ${winner}`;
      if (reason !== undefined) {
        this.story.push(`@${t} ${this.name} is denied ${name}: ${reason} (${cause})`);
        continue;
      }
      this.story.push(`@${t} ${this.name} gets ${name} (${cause})`);
      this.lastGenerated.set(name, t);
      if (group !== undefined) winners.set(group, name);
    }
  }

  private sightAt(t: number, isIn: (segment: string) => boolean): Sight {
    const past = this.accepted.filter(({ at }) => at <= t);
    const rows = (kind: Happening['kind'], windowMs?: number): Happening[] =>
      past
        .filter((row) => row.kind === kind && (windowMs === undefined || row.at > t - windowMs))
        .sort(byInstant);
    return {
      t,
      rows,
      values: (kind, field, windowMs) =>
        rows(kind, windowMs).flatMap(({ data }) => (data[field] === undefined ? [] : [data[field]])),
      profile: (field) => {
        const kind = field === 'consent' ? 'consent' : 'profile';
        const writes = rows(kind).filter(({ data }) => field in data);
        return writes.at(-1)?.data[field] ?? undefined;
      },
      isIn,
    };
  }
}

function compareCandidates(a: Candidate, b: Candidate): number {
  return (
    (b.nudge.priority ?? 50) - (a.nudge.priority ?? 50) ||
    compareExpiry(a.nudge.expiresMs, b.nudge.expiresMs) ||
    bytesOrder(a.nudge.name, b.nudge.name) ||
    (a.event !== null && b.event !== null ? byInstant(a.event, b.event) : 0)
  );
}

function compareExpiry(a = Number.MAX_SAFE_INTEGER, b = Number.MAX_SAFE_INTEGER): number {
  return a - b;
}

function byInstant(a: Happening, b: Happening): number {
  return a.at - b.at || bytesOrder(a.id, b.id);
}

function byBytes(texts: readonly string[]): string[] {
  return [...texts].sort(bytesOrder);
}

function bytesOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
