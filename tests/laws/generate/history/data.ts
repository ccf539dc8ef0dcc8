import type { Dice } from '../dice.ts';
import { badJsonOf, jsonOf } from '../values/json.ts';
import type { EventShape, Field, World } from '../world.ts';
import type { Manner } from './manner.ts';

/** The data of an event. What is optional is often missing. */
export function eventData(dice: Dice, { fields }: EventShape, { grid }: World, manner: Manner): object {
  const data: Record<string, unknown> = {};
  for (const { name, type, optional } of fields) {
    if (manner.rubbish && dice.chance(optional ? 0.04 : 0.012)) data[name] = badJsonOf(dice, type);
    else if (optional && dice.chance(0.35)) {
      if (dice.chance(0.3)) data[name] = null;
    } else if (!manner.rubbish || !dice.chance(0.006)) data[name] = jsonOf(dice, type, grid);
  }
  if (dice.chance(0.03)) data['unheard_of'] = 1;
  return data;
}

/** Some fields of the profile; null clears one. A bad value rejects the whole. */
export function profileData(dice: Dice, { userFields, grid }: World, manner: Manner): object {
  const data: Record<string, unknown> = {};
  for (const field of dice.some(userFields, dice.int(1, 4))) {
    data[field.name] = dice.chance(0.2) ? null : profileValue(dice, field, grid);
    if (manner.rubbish && dice.chance(0.02)) data[field.name] = badJsonOf(dice, field.type);
  }
  return data;
}

const LOCALES = ['en', 'de', 'de-AT', 'de-CH', 'pt', 'fr-CA', 'x'];

function profileValue(dice: Dice, { name, type }: Field, grid: World['grid']): unknown {
  return name === 'locale' ? dice.pick(LOCALES) : jsonOf(dice, type, grid);
}

export function consentData(dice: Dice, { purposes }: World, manner: Manner): object {
  if (manner.rubbish && dice.chance(0.03)) return { purpose: 'world_peace', granted: true };
  return { purpose: dice.pick(purposes), granted: dice.chance(0.85) };
}
