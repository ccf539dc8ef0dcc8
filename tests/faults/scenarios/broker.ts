import { type Scenario, tried } from '../scenario.ts';
import { service } from './services.ts';

const BROKERS = 3;

/** kill -9 of one of three brokers under load, which comes back after a while. */
export const broker: Scenario = async (common) => {
  const brokers = common.services.kafka?.brokers.length ?? 0;
  if (brokers < BROKERS)
    return [
      { scenario: 'broker', why: `it takes three brokers: scripts/services up kafka --brokers ${BROKERS}` },
    ];
  const times = common.times ?? 4;
  const judged = await tried(common, { scenario: 'broker' }, async (trial) => {
    for (const slot of [0, 1]) trial.crew.start(slot);
    await trial.wait(4_000, 6_000);
    for (let i = 1; i <= times; i++) {
      const name = `kafka-${trial.random.nextInt(1, BROKERS)}`;
      trial.say(`${i} of ${times} brokers is killed`);
      try {
        await service('kill', name);
        await trial.wait(500, 8_000);
      } finally {
        await service('start', name);
      }
      await trial.crew.gauges();
      await trial.wait(3_000, 9_000);
    }
    return `${times} kills of a broker`;
  });
  return [judged];
};
