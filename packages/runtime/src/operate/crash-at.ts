import type { Observer, Step } from '../ports/observer.ts';
import { STEPS } from '../ports/observer.ts';

/** Kills the process as nothing else would; given, so that a test can look on. */
export type Kill = () => void;

/**
 * `NUDGE_CRASH_AT=<step>:<n>` makes the process die when it reaches that step for the n-th time, so that tests of faults can
 * hit each point of the commit protocol. Only with `NUDGE_FAULTS=1`, so that no forgotten variable does it.
 * Throws an `Error` where the variable cannot be read.
 */
export function crashAt(env: Readonly<Record<string, string | undefined>>, kill: Kill): Observer | null {
  const text = env['NUDGE_CRASH_AT'];
  if (env['NUDGE_FAULTS'] !== '1' || text === undefined || text === '') return null;
  const [step = '', times = '1'] = text.split(':');
  if (!STEPS.includes(step as Step) || !/^[1-9]\d{0,8}$/.test(times)) {
    throw new Error(`NUDGE_CRASH_AT must be <step>:<n>, with a step of ${STEPS.join(', ')}`);
  }
  let left = Number(times);
  return {
    reached: (reached) => {
      if (reached === step && --left === 0) kill();
    },
  };
}
