/**
 * Records for `play`, as CloudEvents. Instants are small numbers: milliseconds after `START`, so that a test of an
 * edge reads as arithmetic.
 */

/** The instant that tests count from: 2026-03-02T10:00:00.000Z, a Monday. */
export const START: number = Date.UTC(2026, 2, 2, 10);

export const HOUR = 3_600_000;
export const DAY: number = 24 * HOUR;

/** `START` + ms, as text. */
export function instant(ms: number): string {
  return new Date(START + ms).toISOString();
}

export interface Envelope {
  /** Default `ann`. */
  readonly user?: string;
  readonly tenant?: string;
}

/** One event: `event('e1', 'Order', 5, { amount: 3 })`. */
export function event(
  id: string,
  type: string,
  ms: number,
  data: object = {},
  { user = 'ann', tenant }: Envelope = {},
): object {
  return { id, type, subject: user, time: instant(ms), ...(tenant === undefined ? {} : { tenant }), data };
}

/** A `user.updated` that sets some fields of the profile; null clears. */
export function profile(id: string, ms: number, fields: object, envelope?: Envelope): object {
  return event(id, 'user.updated', ms, fields, envelope);
}

/** A `user.consent` to `marketing`. */
export function consent(id: string, ms: number, granted: boolean, envelope?: Envelope): object {
  return event(id, 'user.consent', ms, { purpose: 'marketing', granted }, envelope);
}
