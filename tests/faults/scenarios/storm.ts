import { type Scenario, tried } from '../scenario.ts';

const SLOTS = [0, 1, 2, 3] as const;
/** Longer than a session: see `worker-config.ts`. */
const STOPPED_MS = 5_000;

/** A worker more or fewer every two seconds, and owners that stand still for longer than their session. */
export const storm: Scenario = async (common) => {
  const times = common.times ?? 20;
  const judged = await tried(common, { scenario: 'storm' }, async (trial) => {
    const { crew, random } = trial;
    for (const slot of [0, 1]) crew.start(slot);
    await trial.wait(4_000, 5_000);
    const drains: Promise<void>[] = [];
    let stops = 0;
    for (let i = 1; i <= times; i++) {
      trial.say(`${i} of ${times} changes`);
      const slot = random.pick(SLOTS);
      const there = crew.in(slot);
      if (i % 4 === 0) {
        const owner = random.pick(crew.alive);
        owner.send('SIGSTOP');
        stops++;
        await trial.wait(STOPPED_MS, STOPPED_MS + 2_000);
        owner.send('SIGCONT');
      } else if (there === null) crew.start(slot);
      else if (crew.alive.length > 1) drains.push(crew.drain(slot));
      await crew.gauges();
      await trial.wait(2_000, 2_000);
    }
    await Promise.all(drains);
    if (crew.alive.length === 0) crew.start(0);
    return `${times - stops} workers more or fewer, ${stops} stopped past their session`;
  });
  return [judged];
};
