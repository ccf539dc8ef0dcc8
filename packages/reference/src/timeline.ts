import type { SegmentSymbol } from '@nudge/dsl';
import { edgesOf } from './evaluate/edges.ts';
import { holds } from './evaluate/expression.ts';
import { NO_PARAMS, type Sight } from './evaluate/sight.ts';
import type { History } from './history.ts';
import { Remembered } from './remembered.ts';
import type { Rules } from './rules.ts';

/** A half-open interval of time; `to` is `Infinity` where nothing up to the horizon ends it. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What was judged of one user's conditions, and where their comparisons with `now` turn, by instant. */
export class Judged {
  readonly conditions: Remembered<SegmentSymbol, boolean> = new Remembered();
  readonly edges: Remembered<SegmentSymbol, readonly number[]> = new Remembered();

  forgetFrom(s: number): void {
    this.conditions.forgetFrom(s);
    this.edges.forgetFrom(s);
  }
}

/**
 * The memberships that a set of events gives, at every instant up to a horizon. The condition of each segment is judged
 * at every instant at which it may change; between two of them it stays as it is.
 */
export class Timeline {
  private readonly rules: Rules;
  private readonly history: History;
  private readonly judged: Judged;
  readonly horizonMs: number;
  private readonly candidates = new Map<SegmentSymbol, readonly number[]>();
  private readonly memberships = new Map<SegmentSymbol, readonly Stretch[]>();

  constructor(rules: Rules, history: History, judged: Judged, horizonMs: number) {
    this.rules = rules;
    this.history = history;
    this.judged = judged;
    this.horizonMs = horizonMs;
    for (const segment of rules.segments) {
      const candidates = this.candidatesOf(segment);
      this.candidates.set(segment, candidates);
      const stretches = this.stretchesOf(segment, candidates);
      this.memberships.set(segment, afterWaiting(stretches, segment.forMs ?? 0));
    }
  }

  /** Since when the user is in the segment at t; `null` if they are not. */
  since(segment: SegmentSymbol, t: number): number | null {
    if (t > this.horizonMs) throw new Error('that lies behind the horizon');
    const stretch = this.memberships.get(segment)?.find(({ from, to }) => from <= t && t < to);
    return stretch?.from ?? null;
  }

  /** Every instant up to the horizon at which a membership may change, in order. */
  instants(): number[] {
    const all = new Set(this.rules.segments.flatMap((segment) => this.turnsOf(segment)));
    return inOrder(all).filter((t) => t <= this.horizonMs);
  }

  sightAt(t: number, trigger: Sight['trigger'] = null): Sight {
    return {
      program: this.rules.program,
      now: t,
      history: this.history,
      isIn: (segment) => this.since(segment, t) !== null,
      trigger,
      row: null,
      params: NO_PARAMS,
    };
  }

  /** More instants than are needed is fine, fewer is not. */
  private candidatesOf(segment: SegmentSymbol): number[] {
    const candidates = new Set<number>();
    const add = (t: number): void => {
      if (t <= this.horizonMs) candidates.add(t);
    };
    const { windowsMs, segments } = this.rules.dependence.get(segment) ?? { windowsMs: [], segments: [] };
    for (const at of this.history.instants) {
      add(at);
      // An event at s has left a window over W at s + W, on the dot.
      for (const windowMs of windowsMs) add(at + windowMs);
    }
    for (const named of segments) for (const t of this.turnsOf(named)) add(t);
    // What is compared with `now` changes at the instants so far only.
    for (const t of inOrder(candidates)) {
      const edges = this.judged.edges.get(segment, t, () => edgesOf(segment.condition, this.sightAt(t)));
      for (const edge of edges) add(edge);
    }
    return inOrder(candidates);
  }

  /** Where the condition may change, and with it the membership after the wait. */
  private turnsOf(segment: SegmentSymbol): number[] {
    const forMs = segment.forMs ?? 0;
    return (this.candidates.get(segment) ?? []).flatMap((t) => [t, t + forMs]);
  }

  /** Where the condition is true. Nothing is true of a user who has not begun: the first event is the first candidate. */
  private stretchesOf(segment: SegmentSymbol, candidates: readonly number[]): Stretch[] {
    const stretches: Stretch[] = [];
    let from: number | null = null;
    for (const t of candidates) {
      const isTrue = this.judged.conditions.get(segment, t, () => holds(segment.condition, this.sightAt(t)));
      if (isTrue) from ??= t;
      else if (from !== null) {
        stretches.push({ from, to: t });
        from = null;
      }
    }
    return from === null ? stretches : [...stretches, { from, to: Infinity }];
  }
}

/** `for D`: [a, b) becomes [a + D, b) if it is longer than D, else nothing. */
function afterWaiting(stretches: readonly Stretch[], forMs: number): Stretch[] {
  return stretches
    .filter(({ from, to }) => to - from > forMs)
    .map(({ from, to }) => ({ from: from + forMs, to }));
}

function inOrder(instants: ReadonlySet<number>): number[] {
  return [...instants].sort((a, b) => a - b);
}
