import { type Scenario, tried } from '../scenario.ts';

const HOUR = 3_600_000;

/** Workers whose clocks are an hour fast and an hour slow take over from each other. */
export const skew: Scenario = async (common) => {
  const times = common.times ?? 5;
  const judged = await tried(common, { scenario: 'skew' }, async (trial) => {
    const skewOf = (i: number): { readonly FAULTS_SKEW_MS: string } => ({
      FAULTS_SKEW_MS: String(i % 2 === 0 ? HOUR : -HOUR),
    });
    for (const slot of [0, 1]) trial.crew.start(slot, skewOf(slot));
    for (let i = 1; i <= times; i++) {
      trial.say(`${i} of ${times} kills`);
      await trial.wait(4_000, 8_000);
      const slot = i % 2;
      await trial.crew.kill(slot);
      trial.crew.start(slot, skewOf(slot + i));
    }
    return `${times} kills, clocks an hour fast and an hour slow`;
  });
  return [judged];
};
