/**
 * Acceptance: records in, accepted events out. It is the one part that every way to evaluate rules shares, so it can
 * be imported by itself (`@nudge/engine/acceptance`).
 */
export type { AcceptedEvent } from '../contract/accepted-event.ts';
export type { Row } from '../contract/rules.ts';
export { Acceptance, type AcceptanceOptions } from './acceptance.ts';
export { type CloudEventDecoder, createCloudEventDecoder } from './cloud-events.ts';
export type { DecodeCounters, Decoded, RawRecord, RecordOrigin } from './decoded.ts';
export type { IntakeCounts } from './intake.ts';
export type { UserBase } from './user-rows.ts';
