import type { Observer } from '../ports/observer.ts';
import { errorText } from './error-text.ts';
import type { Log } from './log.ts';

/** What happens to partitions, as lines of the log. Nothing for each record. */
export function logObserver(log: Log): Observer {
  const rejectedBefore = new Set<string>();
  return {
    assigned: (partitions) => log.info('partitions assigned', { partitions }),
    reached: (step, partition) => {
      if (step === 'recovered') log.info('partition is recovered', { partition });
      else if (step === 'drained') log.info('partition is let go', { partition });
      else if (step === 'claimed') log.debug('partition is claimed', { partition });
    },
    rulesMissing: (partition, version) =>
      log.warn('records are evaluated again by rules that did not hold then: theirs are gone', {
        partition,
        version,
      }),
    activated: (partition, version, fromOffset) =>
      log.info('rules are activated', { partition, version, fromOffset }),
    paused: (partition, paused) =>
      log.debug(paused ? 'partition is paused' : 'partition goes on', { partition }),
    retry: (what, partition, error) =>
      log.warn('failed, and is tried again', {
        what,
        // Below zero: of no partition in particular.
        ...(partition >= 0 && { partition }),
        error: errorText(error),
      }),
    rejected: (partition, code) => {
      // A broken producer sends as many as there are records: the metric counts them.
      if (rejectedBefore.has(code)) return;
      rejectedBefore.add(code);
      log.warn('a record went to the dead letters, the first for this reason', { partition, code });
    },
  };
}
