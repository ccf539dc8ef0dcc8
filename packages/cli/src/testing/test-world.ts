import type { EventSymbol, Program, Span, TestSymbol } from '@nudge/dsl';
import {
  type Bundle,
  createPlayback,
  type Effect,
  type NudgeGenerated,
  type NudgeSuppressed,
  type Playback,
} from '@nudge/engine';
import { sha256 } from '../sha256.ts';
import type { Moment } from './test-result.ts';
import { momentOf } from './timeline.ts';

/** A nudge that was sent or held back, until some `expect` has spoken of it. */
export interface Decision {
  readonly effect: NudgeGenerated | NudgeSuppressed;
  expected: boolean;
}

/** The state of one test while it runs: its users, its clock, and all that has come about. */
export class TestWorld {
  readonly program: Program;
  readonly test: TestSymbol;
  readonly playback: Playback;
  readonly decisions: Decision[] = [];
  /** By user. */
  readonly #moments = new Map<string, Moment[]>();
  readonly #eventOf = new Map<Moment, EventSymbol>();
  readonly #events: ReadonlyMap<string, number>;
  readonly #segments: ReadonlyMap<string, number>;
  readonly #metrics: ReadonlyMap<string, number>;
  #clockMs = 0;

  constructor(program: Program, bundle: Bundle, test: TestSymbol) {
    this.program = program;
    this.test = test;
    this.playback = createPlayback(bundle, { sha256 });
    this.#events = idsByName(bundle.manifest.events);
    this.#segments = idsByName(bundle.manifest.segments);
    this.#metrics = idsByName(bundle.manifest.metrics);
  }

  get clockMs(): number {
    return this.#clockMs;
  }

  /** What falls due before the new instant happens at its own; what is due at it waits (semantics, rule 11). */
  moveClock(toMs: number): void {
    this.#clockMs = toMs;
    this.playback.moveTo(toMs, false, this.emit);
  }

  /** What is due at the clock happens before an expectation is judged. */
  catchUp(): void {
    this.playback.moveTo(this.#clockMs, true, this.emit);
  }

  readonly emit = (effect: Effect): void => {
    if (effect.type === 'nudge.generated' || effect.type === 'nudge.suppressed') {
      this.decisions.push({ effect, expected: false });
    }
    const moment = momentOf(effect, this.test.module);
    if (moment !== null && effect.subject !== null) this.note(effect.subject, moment);
  };

  /** `event` is what a step of kind `does` did. */
  note(user: string, moment: Moment, event?: EventSymbol): void {
    if (event !== undefined) this.#eventOf.set(moment, event);
    const moments = this.#moments.get(user);
    if (moments === undefined) this.#moments.set(user, [moment]);
    else moments.push(moment);
  }

  eventOf(moment: Moment): EventSymbol | undefined {
    return this.#eventOf.get(moment);
  }

  momentsOf(user: string): readonly Moment[] {
    return this.#moments.get(user) ?? [];
  }

  eventId(qualified: string): number {
    return known(this.#events, qualified);
  }

  /** An inactive segment is in no bundle, and nobody is in it. */
  isMember(user: string, qualified: string): boolean {
    const id = this.#segments.get(qualified);
    return id !== undefined && this.playback.isMember(user, id);
  }

  metricId(qualified: string): number {
    return known(this.#metrics, qualified);
  }

  /** A piece of the test as written, on one line. */
  sourceOf(span: Span): string {
    const file = this.program.files.find(({ path }) => path === span.file);
    return (file?.text.slice(span.start, span.end) ?? '').replace(/\s+/g, ' ');
  }
}

function idsByName(named: readonly { readonly name: string }[]): Map<string, number> {
  return new Map(named.map(({ name }, id) => [name, id]));
}

function known(ids: ReadonlyMap<string, number>, qualified: string): number {
  const id = ids.get(qualified);
  if (id === undefined) throw new Error(`the bundle has no \`${qualified}\``);
  return id;
}
