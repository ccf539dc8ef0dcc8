import type { AcceptedEvent } from '../contract/accepted-event.ts';
import type { Manifest, SourceSchema } from '../contract/manifest.ts';
import type { RawRecord } from './decoded.ts';
import { Intake, type IntakeCounts, type IntakeSink } from './intake.ts';
import { type AcceptanceState, judge } from './judge.ts';
import { SeenIds } from './seen-ids.ts';
import type { UserBase } from './user-rows.ts';

export interface AcceptanceOptions {
  /** T: records after it are as if absent. */
  readonly untilMs?: number;
  readonly onBase: (base: UserBase) => void;
  /** An accepted event, in the order of arrival. */
  readonly onEvent: (event: AcceptedEvent) => void;
}

/**
 * Acceptance by itself: records in, accepted events out. What every way to evaluate rules stands on that is not the
 * step engine (semantics, rules 1 to 8).
 */
export class Acceptance {
  private readonly intake: Intake;
  private readonly sink: IntakeSink;
  private readonly users = new Map<string, AcceptanceState>();
  /** The greatest instant accepted of any user; `-Infinity` before the first. */
  greatestMs: number = -Infinity;

  constructor(manifest: Manifest, options: AcceptanceOptions) {
    this.intake = new Intake(manifest, options.untilMs ?? Infinity);
    this.sink = {
      base: options.onBase,
      event: (event) => {
        const { row } = event;
        const verdict = judge(this.stateOf(row.tenant, row.user), row.id, row.at, manifest.settings.lateMs);
        if (verdict !== 'accepted') return verdict;
        if (row.at > this.greatestMs) this.greatestMs = row.at;
        options.onEvent(event);
        return verdict;
      },
      // Whoever asks for members and metrics alone sees rejections in the counts.
      rejected: () => {},
    };
  }

  get counts(): IntakeCounts {
    return this.intake.counts;
  }

  /** A row of the users file; all of them come before the first record. */
  userRow(raw: RawRecord): void {
    this.intake.userRow(raw, this.sink);
  }

  /** One record; with a source it is mapped by it, without it is a CloudEvent. */
  record(raw: RawRecord, source: SourceSchema | null): void {
    this.intake.record(raw, source, this.sink);
  }

  /** To be called after the last record. */
  finish(): void {
    this.intake.begin(this.sink);
  }

  private stateOf(tenant: string, user: string): AcceptanceState {
    // Ids hold no control characters, so the separator cannot be part of one.
    const key = `${tenant}\u001f${user}`;
    let state = this.users.get(key);
    if (state === undefined) {
      state = { clock: -Infinity, seen: new SeenIds() };
      this.users.set(key, state);
    }
    return state;
  }
}
