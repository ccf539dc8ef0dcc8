import { closest } from '@nudge/dsl';
import type { EventRates, Manifest } from '@nudge/engine';
import { WrongUsage } from '../exit-status.ts';
import type { Rate } from './rate-option.ts';

const PROFILE = 'user.updated';
const CONSENT = 'user.consent';

export interface RatesOfProject {
  readonly rates: EventRates;
  /** Events that rules read and that have no rate: they count as never happening. */
  readonly unrated: readonly string[];
}

/** Gives each event its rate. Names are qualified, or bare where one event only has that name. */
export function ratesOf({ events, logs, nudges }: Manifest, rates: readonly Rate[]): RatesOfProject {
  const perMs = new Map<string, number>();
  for (const rate of rates) {
    const name = eventCalled(
      rate.name,
      events.map((event) => event.name),
    );
    if (perMs.has(name)) throw new WrongUsage(`--rate: ${name} has two rates`);
    perMs.set(name, rate.perMs);
  }
  const read = new Set(logs.map(({ event }) => event));
  for (const { trigger } of nudges) if ('event' in trigger) read.add(trigger.event);
  return {
    rates: {
      events: events.map(({ name }) => perMs.get(name) ?? 0),
      profile: perMs.get(PROFILE) ?? 0,
      consent: perMs.get(CONSENT) ?? 0,
    },
    unrated: events.flatMap(({ name }, i) => (read.has(i) && !perMs.has(name) ? [name] : [])),
  };
}

function eventCalled(given: string, events: readonly string[]): string {
  if (given === PROFILE || given === CONSENT || events.includes(given)) return given;
  const same = events.filter((name) => name.endsWith(`.${given}`));
  if (same.length > 1) throw new WrongUsage(`--rate: \`${given}\` may be ${same.join(' or ')}`);
  if (same[0] !== undefined) return same[0];
  const bare = events.map((name) => name.slice(name.lastIndexOf('.') + 1));
  const meant = closest(given, [...events, ...bare, PROFILE, CONSENT]);
  const hint = meant === undefined ? '' : `; did you mean \`${meant}\`?`;
  throw new WrongUsage(`--rate: there is no event \`${given}\`${hint}`);
}
