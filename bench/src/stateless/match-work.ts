import type { Work } from '../windows.ts';
import type { AsyncMatcher, Matcher, SyncMatcher } from './matcher.ts';
import type { Workload } from './workload.ts';

/** Matching as something to be timed; what comes out is the number of matches. */
export function matchWork(matcher: Matcher, { events, rules }: Workload): Work {
  return {
    size: events.length,
    run: matcher.kind === 'sync' ? runSync(matcher, rules.length) : runAsync(matcher),
  };
}

function runSync({ match }: SyncMatcher, ruleCount: number): Work['run'] {
  const out = new Int32Array(ruleCount);
  return (count) => {
    let matches = 0;
    for (let i = 0; i < count; i++) matches += match(i, out);
    return matches;
  };
}

function runAsync({ match, inFlight }: AsyncMatcher): Work['run'] {
  return async (count) => {
    let matches = 0;
    for (let i = 0; i < count; i += inFlight) {
      const asked = Array.from({ length: Math.min(inFlight, count - i) }, (_, k) => match(i + k));
      for (const ids of await Promise.all(asked)) matches += ids.length;
    }
    return matches;
  };
}
