import type { Dice } from '../dice.ts';
import type { Grid } from '../world.ts';
import type { Person } from './people.ts';

/** A record to be. */
export interface Happening {
  readonly person: Person;
  readonly at: number;
  /** Records arrive in this order. */
  readonly arrival: number;
  /** Absent: the line gives one. */
  readonly id?: string;
  readonly type: string;
  readonly data: object;
  readonly session?: string;
  readonly device?: string;
}

/** One CloudEvent. Times are written in several ways. */
export function lineOf(dice: Dice, happening: Happening): string {
  const { id, type, person, at, data, session, device } = happening;
  return JSON.stringify({
    ...(dice.chance(0.2) ? { specversion: '1.0', source: 'test' } : {}),
    ...(id === undefined ? {} : { id }),
    type,
    subject: person.user,
    time: timeOf(dice, at),
    ...(person.tenant === undefined ? {} : { tenant: person.tenant }),
    ...(session === undefined ? {} : { session }),
    ...(device === undefined ? {} : { device }),
    data,
  });
}

function timeOf(dice: Dice, at: number): string | number {
  if (dice.chance(0.06)) return at;
  const iso = new Date(at).toISOString();
  // Digits below the millisecond are cut, and an offset counts.
  if (dice.chance(0.04)) return iso.replace('Z', '999Z');
  if (at >= 3_600_000 && dice.chance(0.04))
    return new Date(at - 3_600_000).toISOString().replace('Z', '-01:00');
  return iso;
}

/** Text that is no event, or a record that every rule refuses. */
export function rubbishLine(dice: Dice, person: Person, grid: Grid): string {
  const time = new Date(grid.startMs).toISOString();
  return dice.pick([
    '{"id":',
    '[]',
    '',
    JSON.stringify({ type: 'Visit', time }),
    JSON.stringify({ type: 'Visit', subject: person.user }),
    JSON.stringify({ type: 'Visit', subject: person.user, time: '2026-02-30T10:00:00Z' }),
    JSON.stringify({ type: 'user.updated', subject: person.user, time, id: '', data: {} }),
    JSON.stringify({ type: 'user.updated', subject: person.user, time, data: [] }),
    JSON.stringify({ type: 'user.erased', subject: person.user, time }),
    JSON.stringify({ type: 'Unheard', subject: person.user, time, data: { n: 1 } }),
  ]);
}
