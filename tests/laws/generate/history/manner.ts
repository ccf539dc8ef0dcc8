import type { Dice } from '../dice.ts';

/** What kind of trouble a history has. Some laws speak only of histories without some of it. */
export interface Manner {
  readonly disorder: 'none' | 'within late' | 'any';
  readonly duplicates: boolean;
  /** Rejected and unknown records. */
  readonly rubbish: boolean;
  readonly withoutIds: boolean;
}

export function drawManner(dice: Dice): Manner {
  return {
    disorder: dice.pick(['none', 'within late', 'within late', 'any', 'any']),
    duplicates: dice.chance(0.6),
    rubbish: dice.chance(0.6),
    withoutIds: dice.chance(0.15),
  };
}
