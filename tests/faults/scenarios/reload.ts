import { type Scenario, tried } from '../scenario.ts';

/** With each partition the last eight are recorded; a worker that still has the rules before may make some more. */
const EDITIONS = 4;

/** Other rules are activated while workers are killed: what a record comes to is decided by what was recorded. */
export const reload: Scenario = async (common) => {
  const rounds = common.times ?? 2;
  const judged = [];
  for (let round = 1; round <= rounds; round++) {
    const seed = common.seed + round - 1;
    judged.push(
      await tried({ ...common, seed }, { scenario: 'reload' }, async (trial) => {
        const { crew, random } = trial;
        for (const slot of [0, 1]) crew.start(slot);
        await trial.wait(6_000, 8_000);
        for (let edition = 1; edition <= EDITIONS; edition++) {
          trial.say(`edition ${edition} of ${EDITIONS}`);
          const slot = random.nextInt(0, 1);
          if (random.chance(0.3)) await crew.kill(slot);
          await trial.write(edition);
          await trial.wait(0, 300);
          await crew.kill(slot);
          if (random.chance(0.5)) await crew.kill(1 - slot);
          await trial.wait(0, 1_500);
          for (const each of [0, 1]) if (crew.in(each) === null) crew.start(each);
          await crew.gauges();
          await trial.wait(4_000, 8_000);
        }
        return `${EDITIONS} reloads, ${crew.kills} kills around them`;
      }),
    );
  }
  return judged;
};
