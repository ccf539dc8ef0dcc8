import { type Scenario, tried } from '../scenario.ts';

/** A third of all records is none: one dead letter for each, and the rest goes on. */
export const poison: Scenario = async (common) => {
  const times = common.times ?? 4;
  const judged = await tried(common, { scenario: 'poison', poison: 0.35 }, async (trial) => {
    for (const slot of [0, 1]) trial.crew.start(slot);
    for (let i = 1; i <= times; i++) {
      trial.say(`${i} of ${times} kills`);
      await trial.wait(4_000, 8_000);
      await trial.crew.gauges();
      await trial.crew.kill(i % 2);
      trial.crew.start(i % 2);
    }
    return `${times} kills`;
  });
  return [judged];
};
