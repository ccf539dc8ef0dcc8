import { type Bundle, COST_ASSUMPTIONS, createRuleset, type StateCost, stateCost } from '@nudge/engine';
import { AMOUNT_MAX } from './segments.ts';
import { USER_ID_BYTES } from './traffic.ts';

const DAY_MS = 86_400_000;

/** What `nudgec cost` says of these rules, when every event comes as often as here. */
export function foretell(bundle: Bundle, eventsPerUserDay: number, days: number): StateCost {
  const { events } = bundle.manifest;
  const perMs = eventsPerUserDay / events.length / DAY_MS;
  return stateCost(
    createRuleset(bundle),
    { events: events.map(() => perMs), profile: 0, consent: 0 },
    { ...COST_ASSUMPTIONS, userIdBytes: USER_ID_BYTES, numberMax: AMOUNT_MAX, ageMs: days * DAY_MS },
  );
}
