import { STEPS, type Step } from '../../../packages/runtime/src/ports/observer.ts';
import { type Scenario, tried } from '../scenario.ts';
import type { Trial } from '../trial.ts';

const SLOTS = [0, 1] as const;
const STEP_WITHIN_MS = 45_000;
/** Points that a worker does not come to again and again. */
const MOST: Partial<Readonly<Record<Step, number>>> = {
  claimed: 2,
  recovered: 2,
  replayed: 1,
  activated: 2,
  drained: 2,
};

/** kill -9 of workers under load, at each named point of the protocol and at any instant. */
export const kill: Scenario = async (common) => [
  await tried(common, { scenario: 'kill' }, async (trial) => {
    const crashes = (common.times ?? 50) < STEPS.length ? 0 : await crashAtSteps(trial);
    const atWork = await killAtRandom(trial, (common.times ?? 50) - crashes);
    const { kills } = trial.crew;
    return `${kills + crashes} kills (${crashes} at named points, ${atWork} at work)`;
  }),
];

/** Gives how many there were. */
async function crashAtSteps(trial: Trial): Promise<number> {
  // Only a partition without rules is activated without a reload.
  const steps: readonly Step[] = ['activated', ...STEPS.filter((step) => step !== 'activated')];
  for (const step of steps) {
    trial.say(`crashes at ${step}`);
    const times = trial.random.nextInt(1, MOST[step] ?? 40);
    // States are made anew by who takes over from the dead, which the other one would be.
    if (step === 'replayed' && trial.crew.in(1) !== null) await trial.crew.kill(1);
    const worker = trial.crew.start(0, { NUDGE_FAULTS: '1', NUDGE_CRASH_AT: `${step}:${times}` });
    if (step === 'drained') {
      await trial.wait(6_000, 8_000);
      worker.send('SIGTERM');
    }
    const ended = await trial.crew.untilDead(worker, STEP_WITHIN_MS);
    if (ended?.signal !== 'SIGKILL') {
      trial.breaks('harness', `${worker.name} did not die at ${step}:${times}`);
      await trial.crew.kill(0);
    }
    // From the second point on it is one of two.
    if (trial.crew.in(1) === null) trial.crew.start(1);
  }
  trial.crew.start(0);
  return steps.length;
}

/** Gives how many of the killed had partitions at work. */
async function killAtRandom(trial: Trial, times: number): Promise<number> {
  const { crew, random } = trial;
  for (const slot of SLOTS) if (crew.in(slot) === null) crew.start(slot);
  let atWork = 0;
  let left = times;
  const killOne = async (slot: number): Promise<void> => {
    const gauges = await crew.in(slot)?.gauges();
    if ([...(gauges?.of('nudge_partition_running').values() ?? [])].includes(1)) atWork++;
    // Not right after it has answered.
    await trial.wait(0, 100);
    await crew.kill(slot);
    left--;
  };
  while (left > 0) {
    await trial.wait(500, 8_000);
    await crew.gauges();
    const slot = random.pick(SLOTS);
    await killOne(slot);
    trial.say(`${times - left} of ${times} kills`);
    if (left > 0 && random.chance(0.2)) {
      await killOne(1 - slot);
      await trial.sample();
      crew.start(1 - slot);
    }
    await trial.wait(0, 1_500);
    crew.start(slot);
  }
  return atWork;
}
