import { DEFAULT_TENANT } from '../acceptance/envelope.ts';
import type { Manifest } from '../contract/manifest.ts';

/** What the rules do not say of the data. Sizes are bytes of UTF-8. */
export interface CostAssumptions {
  readonly userIdBytes: number;
  readonly eventIdBytes: number;
  /** Of any other text. */
  readonly textBytes: number;
  /** Numbers in events lie evenly between 0 and this. */
  readonly numberMax: number;
  readonly listItems: number;
  /** For how long a user has been known. */
  readonly ageMs: number;
}

export const COST_ASSUMPTIONS: CostAssumptions = {
  // Of a UUID in text.
  userIdBytes: 36,
  eventIdBytes: 36,
  textBytes: 16,
  numberMax: 100,
  listItems: 4,
  ageMs: 365 * 86_400_000,
};

/** Events per ms of one user. */
export interface EventRates {
  /** By event. */
  readonly events: readonly number[];
  /** `user.updated`; each is taken to write all fields. */
  readonly profile: number;
  /** `user.consent`. */
  readonly consent: number;
}

/** Of a user of the default tenant. */
export const TENANT_BYTES: number = DEFAULT_TENANT.length;

export function rateOfAll({ events, profile, consent }: EventRates): number {
  return events.reduce((sum, rate) => sum + rate, profile + consent);
}

/** What the figures of one project are worked out from. */
export interface CostBasis {
  readonly manifest: Manifest;
  readonly rates: EventRates;
  readonly assumptions: CostAssumptions;
}

/**
 * The chance that a user's last event is one of so many per ms. State is stored right after an event, so that one is
 * always there, whatever its rate.
 */
export function shareOf(rate: number, { rates }: CostBasis): number {
  return rate > 0 ? rate / rateOfAll(rates) : 0;
}

export function rateOf(event: number, { rates }: CostBasis): number {
  return rates.events[event] ?? 0;
}
