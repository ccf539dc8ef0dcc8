import type { NudgeSymbol, SegmentSymbol, Trigger } from '@nudge/dsl';
import type { Effect, SegmentChanged } from '@nudge/engine';
import { decide, type LastGenerated, type Person, type Triggered } from './decide.ts';
import { effectId } from './effect-id.ts';
import { holds } from './evaluate/expression.ts';
import type { Sight } from './evaluate/sight.ts';
import { type Happening, History, type Occurrence } from './history.ts';
import type { Rules } from './rules.ts';
import { Judged, Timeline } from './timeline.ts';
import { byBytes } from './values/text.ts';

type Unless = Extract<Trigger, { kind: 'onUnless' }>;

/** A nudge `on A unless B within D` that waits for the end of D. */
interface Wait {
  readonly nudge: NudgeSymbol;
  readonly trigger: Unless;
  readonly event: Happening;
  readonly due: number;
}

/** One user from step to step (semantics, rules 9 to 16). What is known of them is `history`, a set. */
export class Life {
  readonly person: Person;
  readonly history: History = new History();
  private readonly rules: Rules;
  private readonly judged = new Judged();
  private timeline: Timeline | null = null;
  /** Everything up to here was emitted, but for the timers at this very instant. */
  private clock = -Infinity;
  /** The memberships last known, with their starts. */
  private known: ReadonlyMap<SegmentSymbol, number> = new Map();
  private waits: readonly Wait[] = [];
  private readonly lastGenerated: LastGenerated = new Map();

  constructor(rules: Rules, person: Person) {
    this.rules = rules;
    this.person = person;
  }

  /** What holds since ever; all of it comes before the events. */
  hold(base: Occurrence): void {
    this.add(base);
  }

  /** The timers strictly before the event's instant, then its step. */
  *accept(occurrence: Occurrence): Generator<Effect> {
    yield* this.timersTo(occurrence.at - 1);
    this.add(occurrence);
    this.clock = Math.max(this.clock, occurrence.at);
    yield* this.step(occurrence);
  }

  /** The timers up to an instant, those at it too; it becomes the clock. */
  *moveTo(ms: number): Generator<Effect> {
    if (!this.history.hasBegun(ms)) return;
    yield* this.timersTo(ms);
    this.clock = Math.max(this.clock, ms);
  }

  /** The memberships that the events so far give, as far as `horizonMs` at least. */
  timelineTo(horizonMs: number): Timeline {
    if (this.timeline === null || this.timeline.horizonMs < horizonMs) {
      this.timeline = new Timeline(this.rules, this.history, this.judged, horizonMs);
    }
    return this.timeline;
  }

  private add(occurrence: Occurrence): void {
    this.history.add(occurrence);
    this.judged.forgetFrom(occurrence.at);
    this.timeline = null;
  }

  private *step(occurrence: Occurrence): Generator<Effect> {
    const cause = causeOf(occurrence);
    const triggered: Triggered[] = [];
    yield* this.change(this.clock, cause, triggered);
    if (occurrence.happening !== null) this.triggerByEvent(occurrence.happening, cause, triggered);
    yield* this.decide(this.clock, triggered);
  }

  private *timersTo(limit: number): Generator<Effect> {
    if (limit < this.clock) return;
    const timeline = this.timelineTo(limit);
    const changes = timeline.instants().filter((t) => t > this.clock && t <= limit);
    // A wait may be left at the clock itself: its timer comes after the events of that instant.
    const dues = this.waits.map(({ due }) => due).filter((due) => due <= limit);
    const instants = [...new Set([...changes, ...dues])].sort((a, b) => a - b);
    for (const t of instants) {
      this.clock = t;
      const triggered: Triggered[] = [];
      yield* this.change(t, `t:${t}`, triggered);
      const due = this.waits.filter((wait) => wait.due <= t);
      this.waits = this.waits.filter((wait) => wait.due > t);
      for (const wait of due) this.endWait(wait, triggered);
      yield* this.decide(t, triggered);
    }
  }

  /** Emits how the memberships at t differ from those last known. */
  private *change(t: number, cause: string, triggered: Triggered[]): Generator<Effect> {
    const before = this.known;
    const after = this.membershipsAt(t);
    this.known = after;
    const segments = this.rules.segments.toSorted((a, b) => byBytes(a.qualified, b.qualified));
    for (const segment of segments) {
      const [was, is] = [before.get(segment), after.get(segment)];
      if ((was === undefined) === (is === undefined)) continue;
      const kind = is === undefined ? 'exited' : 'entered';
      yield this.changed(kind, segment, was ?? is ?? t, t, cause);
      for (const nudge of this.rules.program.nudges) {
        const { trigger } = nudge;
        const wanted = kind === 'entered' ? 'onEnter' : 'onExit';
        if (trigger.kind === wanted && trigger.segment === segment)
          triggered.push({ nudge, cause, event: null });
      }
    }
  }

  private membershipsAt(t: number): Map<SegmentSymbol, number> {
    const timeline = this.timelineTo(t);
    return new Map(
      this.rules.segments.flatMap((segment) => {
        const since = timeline.since(segment, t);
        return since === null ? [] : [[segment, since] as const];
      }),
    );
  }

  private changed(
    kind: 'entered' | 'exited',
    segment: SegmentSymbol,
    sinceMs: number,
    t: number,
    cause: string,
  ): SegmentChanged {
    const { tenant, user } = this.person;
    return {
      type: `segment.${kind}`,
      id: effectId(kind, tenant, user, segment.qualified, String(t), cause),
      subject: user,
      tenant,
      timeMs: t,
      data: { segment: segment.qualified, sinceMs, cause },
    };
  }

  private triggerByEvent(event: Happening, cause: string, triggered: Triggered[]): void {
    for (const nudge of this.rules.program.nudges) {
      const { trigger } = nudge;
      if (trigger.kind !== 'onEvent' && trigger.kind !== 'onUnless') continue;
      if (trigger.event !== event.event) continue;
      if (trigger.where !== undefined && !holds(trigger.where, this.sightOf(event))) continue;
      if (trigger.kind === 'onEvent') {
        triggered.push({ nudge, cause, event });
        continue;
      }
      const wait: Wait = { nudge, trigger, event, due: event.at + trigger.withinMs };
      // An event that came so late that its time is over is judged in its own step.
      if (wait.due <= this.clock) this.endWait(wait, triggered);
      else this.waits = [...this.waits, wait];
    }
  }

  /** It fires if no B lies in (s, s + D]. */
  private endWait({ nudge, trigger, event, due }: Wait, triggered: Triggered[]): void {
    const sight = this.sightOf(event);
    const came = this.history
      .rows(trigger.unlessEvent, due, trigger.withinMs)
      .some((row) => trigger.unlessWhere === undefined || holds(trigger.unlessWhere, { ...sight, row }));
    if (!came) triggered.push({ nudge, cause: causeOf(event), event });
  }

  private *decide(t: number, triggered: readonly Triggered[]): Generator<Effect> {
    const timeline = this.timelineTo(t);
    yield* decide(triggered, this.person, (event) => timeline.sightAt(t, event), this.lastGenerated);
  }

  private sightOf(event: Happening): Sight {
    return this.timelineTo(this.clock).sightAt(this.clock, event);
  }
}

function causeOf({ at, id }: { readonly at: number; readonly id: string }): string {
  return `e:${at}:${id}`;
}
