export { Acceptance, type AcceptanceOptions } from './acceptance/acceptance.ts';
export {
  type DecodeCounters,
  type Decoded,
  generatedId,
  type RawRecord,
  type RecordOrigin,
  type Rejection,
} from './acceptance/decoded.ts';
export type { IntakeCounts } from './acceptance/intake.ts';
export { type AcceptanceState, judge, type Verdict } from './acceptance/judge.ts';
export { RecordDecoder } from './acceptance/record-decoder.ts';
export type { UserBase } from './acceptance/user-rows.ts';
export type { AcceptedEvent } from './contract/accepted-event.ts';
export type { Bundle } from './contract/bundle.ts';
export * from './contract/manifest.ts';
export type { MatchCondition } from './contract/match.ts';
export type { NudgeRule, Row, RuleContext, Rules, RulesFactory, SegmentRule } from './contract/rules.ts';
export * from './contract/sql.ts';
export { COST_ASSUMPTIONS, type CostAssumptions, type EventRates } from './cost/assumptions.ts';
export {
  type EventWork,
  type MatchService,
  type SegmentService,
  type Work,
  workOf,
} from './cost/event-work.ts';
export type { LogCost } from './cost/log-cost.ts';
export type { PartCost } from './cost/part-cost.ts';
export type { SegmentCost } from './cost/segment-cost.ts';
export { type StateCost, stateCost } from './cost/state-cost.ts';
export { metricValue, segmentMember, type UserAsOf } from './effects/as-of.ts';
export * from './effects/effect.ts';
export { valueToJson } from './effects/json-value.ts';
export { effectLine } from './effects/line.ts';
export { eventRejected } from './effects/rejected.ts';
export { createPlayback, type Playback, type PlaybackCounts, type PlaybackOptions } from './playback.ts';
export { ByteArena } from './population/byte-arena.ts';
export type { UserStorage } from './population/user-table.ts';
export type { Comparison, RulesLib } from './rules-lib.ts';
export { ByteReader, ByteWriter, SnapshotError } from './snapshot/bytes.ts';
export { createRuleset, type Ruleset } from './state/ruleset.ts';
export type { UserState } from './state/user-state.ts';
export { Engine, type EngineOptions } from './step/engine.ts';
export * from './values/index.ts';
