/** What the engine says happened. Each becomes one CloudEvents line (see `line.ts`); instants are epoch ms. */

interface AboutUser {
  readonly id: string;
  readonly subject: string;
  readonly tenant: string;
  readonly timeMs: number;
}

export interface SegmentChanged extends AboutUser {
  readonly type: 'segment.entered' | 'segment.exited';
  readonly data: { readonly segment: string; readonly sinceMs: number; readonly cause: string };
}

/** Channel → key → text, in the order of the rule and of the template. */
export type Content = readonly (readonly [
  channel: string,
  entries: readonly (readonly [key: string, text: string])[],
])[];

export interface NudgeGenerated extends AboutUser {
  readonly type: 'nudge.generated';
  readonly data: {
    readonly nudge: string;
    readonly cause: string;
    readonly priority: number;
    readonly group: string | null;
    readonly expiresAtMs: number | null;
    readonly locale: string;
    readonly template: string;
    readonly channels: readonly string[];
    readonly content: Content;
  };
}

/** Every reason of the language, in the order of the decision; those of clauses that are not built are never given. */
export const SUPPRESSION_REASONS = [
  'consent',
  'holdout',
  'experiment',
  'cooldown',
  'cap',
  'quiet',
  'group',
  'expired',
] as const;

export type Suppression =
  | { readonly reason: 'consent'; readonly purpose: string }
  | { readonly reason: 'cooldown'; readonly untilMs: number }
  | { readonly reason: 'group'; readonly winner: string };

export interface NudgeSuppressed extends AboutUser {
  readonly type: 'nudge.suppressed';
  readonly data: { readonly nudge: string; readonly cause: string } & Suppression;
}

export interface EventLate extends AboutUser {
  readonly type: 'event.late';
  readonly data: { readonly eventId: string; readonly eventType: string; readonly clockMs: number };
}

export type RejectionCode =
  | 'bad_json'
  | 'missing_user'
  | 'missing_time'
  | 'bad_time'
  | 'missing_field'
  | 'wrong_type'
  | 'out_of_range'
  | 'unknown_value'
  | 'bad_string'
  | 'future';

export interface EventRejected {
  readonly type: 'event.rejected';
  readonly id: string;
  /** Absent where the record has no usable one. */
  readonly subject: string | null;
  readonly tenant: string | null;
  readonly data: {
    readonly input: string;
    readonly line: number;
    readonly code: RejectionCode;
    readonly field: string | null;
    readonly eventId: string | null;
  };
}

export interface SegmentMember extends AboutUser {
  readonly type: 'segment.member';
  readonly data: { readonly segment: string; readonly sinceMs: number };
}

export interface MetricValue extends AboutUser {
  readonly type: 'metric.value';
  /** `json` is the value's canonical JSON text. */
  readonly data: { readonly metric: string; readonly json: string };
}

export type Effect =
  | SegmentChanged
  | NudgeGenerated
  | NudgeSuppressed
  | EventLate
  | EventRejected
  | SegmentMember
  | MetricValue;

/** Is told of each effect as it is found; it must not ask anything of the engine that tells it. */
export type Emit = (effect: Effect) => void;
