import type { AggregateSpec, Value } from '../contract/manifest.ts';
import type { Row, RuleContext } from '../contract/rules.ts';
import { readAggregate, readCorrelated } from '../state/aggregate.ts';
import { historyAt } from '../state/history.ts';
import { holdsAt } from '../state/islands.ts';
import { createLogFor, type Log } from '../state/log.ts';
import type { Ruleset } from '../state/ruleset.ts';
import type { UserState } from '../state/user-state.ts';

/**
 * One user at one instant, as the rules see it. There is one such object per engine: `look` turns it to another user
 * or instant. Aggregates are read when a rule asks, once per look.
 */
export class StepContext implements RuleContext {
  now = 0;
  event: Row | null = null;
  profile: readonly Value[] = [];
  /** Room for the nudges that an event triggers. */
  readonly triggered: Int32Array;
  private state: UserState | null = null;
  private readonly rules: Ruleset;
  private readonly values: Value[];
  private readonly readAt: Float64Array;
  private looks = 0;
  private readonly defaults: readonly Value[];
  /** By log, for users that have none: made when first asked for, never written to. */
  private readonly empty: (Log | undefined)[] = [];

  constructor(rules: Ruleset) {
    this.rules = rules;
    this.triggered = new Int32Array(rules.manifest.nudges.length);
    this.values = rules.manifest.aggregates.map(() => null);
    this.readAt = new Float64Array(rules.manifest.aggregates.length);
    this.defaults = rules.manifest.user.map((field) => field.default ?? null);
  }

  look(state: UserState, now: number): void {
    this.state = state;
    this.now = now;
    this.event = null;
    this.looks++;
    this.profile = state.profile.length > 0 ? this.profileAt(state, now) : this.defaults;
  }

  private profileAt(state: UserState, now: number): readonly Value[] {
    return this.defaults.map((value, i) => {
      const history = state.profile[i];
      return history === undefined ? value : (historyAt(history, now) ?? value);
    });
  }

  member(id: number): boolean {
    const segment = (this.state as UserState).segments.get(id);
    const forMs = this.rules.manifest.segments[id]?.forMs ?? 0;
    return segment !== undefined && holdsAt(segment, forMs, this.now);
  }

  aggregate(id: number): Value {
    const spec = this.rules.manifest.aggregates[id] as AggregateSpec;
    if (spec.correlated) return this.aggregateAt(id, this.now, this.event);
    if (this.readAt[id] !== this.looks) {
      this.readAt[id] = this.looks;
      this.values[id] = this.aggregateAt(id, this.now, null);
    }
    return this.values[id] as Value;
  }

  /** The value of an aggregate at any instant that is still kept; `event` is for filters that look at it. */
  aggregateAt(id: number, t: number, event: Row | null): Value {
    const spec = this.rules.manifest.aggregates[id] as AggregateSpec;
    const log = this.logFor(spec.log);
    if (!spec.correlated) return readAggregate(log, spec, t);
    const passes = this.rules.rules.correlated[id];
    if (passes === null || passes === undefined || event === null)
      throw new Error(`aggregate ${id} has no filter`);
    return readCorrelated(log, spec, t, (row) => passes(row, event));
  }

  private logFor(id: number): Log {
    const log = (this.state as UserState).logs.get(this.rules.logPlan, id);
    if (log !== undefined) return log;
    this.empty[id] ??= createLogFor(this.rules.log(id));
    return this.empty[id] as Log;
  }
}
