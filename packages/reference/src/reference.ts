import type { Program } from '@nudge/dsl';
import type { AcceptedEvent, Effect, UserBase, Value } from '@nudge/engine';
import { evaluate } from './evaluate/expression.ts';
import { Life } from './life.ts';
import { EventReader, type Schemas } from './read-event.ts';
import { type Rules, rulesOf } from './rules.ts';
import { toValue } from './values/datum.ts';
import { byBytes } from './values/text.ts';

export interface ReferenceMember {
  readonly segment: string;
  readonly tenant: string;
  readonly user: string;
  readonly sinceMs: number;
}

export interface ReferenceMetric {
  readonly metric: string;
  readonly tenant: string;
  readonly user: string;
  readonly value: Value;
}

/**
 * The meaning of a checked program, computed the slow and obvious way: from all events that were accepted, at any
 * instant. What other ways to evaluate rules give is compared with this. The program must be without errors.
 */
export class Reference {
  private readonly rules: Rules;
  private readonly reader: EventReader;
  private readonly lives = new Map<string, Life>();

  constructor(program: Program, schemas: Schemas) {
    this.rules = rulesOf(program);
    this.reader = new EventReader(program, schemas);
  }

  /** What holds of a user since ever; all of it comes before the events. */
  base(base: UserBase): void {
    this.lifeOf(base.tenant, base.user).hold(this.reader.readBase(base));
  }

  /** One accepted event, in the order of arrival: the user's timers strictly before its instant, then its step. */
  accept(event: AcceptedEvent): readonly Effect[] {
    const { tenant, user } = event.row;
    return [...this.lifeOf(tenant, user).accept(this.reader.read(event))];
  }

  /** The clock of every user moves, users by (tenant, user); timers due at that instant fire too. */
  moveTo(ms: number): readonly Effect[] {
    return this.inOrder().flatMap((life) => [...life.moveTo(ms)]);
  }

  /** Who is in at an instant, by (segment, tenant, user): what the accepted events up to it give. */
  members(ms: number): readonly ReferenceMember[] {
    const segments = this.rules.segments.toSorted((a, b) => byBytes(a.qualified, b.qualified));
    const lives = this.inOrder();
    return segments.flatMap((segment) =>
      lives.flatMap((life) => {
        const sinceMs = life.timelineTo(ms).since(segment, ms);
        return sinceMs === null ? [] : [{ segment: segment.qualified, ...life.person, sinceMs }];
      }),
    );
  }

  /** A value for each user who has begun by an instant, by (metric, tenant, user). */
  metrics(ms: number): readonly ReferenceMetric[] {
    const metrics = this.rules.program.metrics.toSorted((a, b) => byBytes(a.qualified, b.qualified));
    const begun = this.inOrder().filter((life) => life.history.hasBegun(ms));
    return metrics.flatMap(({ qualified, decl }) =>
      begun.map((life) => {
        const value = toValue(evaluate(decl.value, life.timelineTo(ms).sightAt(ms)));
        return { metric: qualified, ...life.person, value };
      }),
    );
  }

  /** Since when the user is in the segment at an instant, over all that was accepted; `null` if they are not. */
  since(tenant: string, user: string, segment: string, ms: number): number | null {
    const symbol = this.rules.segments.find(({ qualified }) => qualified === segment);
    if (symbol === undefined) throw new Error(`there is no active segment \`${segment}\``);
    return this.lives.get(keyOf(tenant, user))?.timelineTo(ms).since(symbol, ms) ?? null;
  }

  private lifeOf(tenant: string, user: string): Life {
    const key = keyOf(tenant, user);
    const life = this.lives.get(key) ?? new Life(this.rules, { tenant, user });
    this.lives.set(key, life);
    return life;
  }

  private inOrder(): Life[] {
    return [...this.lives.values()].sort(
      ({ person: a }, { person: b }) => byBytes(a.tenant, b.tenant) || byBytes(a.user, b.user),
    );
  }
}

/** Ids hold no control characters, so the separator cannot be part of one. */
function keyOf(tenant: string, user: string): string {
  return `${tenant}\u001f${user}`;
}
