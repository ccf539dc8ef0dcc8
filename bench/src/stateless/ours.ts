import { Acceptance, type AcceptedEvent, type Bundle, Engine } from '@nudge/engine';
import type { SyncMatcher } from './matcher.ts';
import type { Workload } from './workload.ts';

/**
 * Our own engine: which nudges of an event's type are triggered, `where` and `when` included, as a step finds them. The
 * ids are those of the rules, by the nudges' names.
 */
export function createOurs(bundle: Bundle, workload: Workload): SyncMatcher {
  const engine = new Engine(bundle);
  const events = acceptedEvents(bundle, workload);
  const ruleOfNudge = Int32Array.from(bundle.manifest.nudges, ({ name }) =>
    Number(name.slice('Rule'.length)),
  );
  const state = engine.newUser('default', 'bench');
  const triggered = new Int32Array(bundle.manifest.nudges.length);
  return {
    kind: 'sync',
    match: (index, out) => {
      const input = events[index];
      if (input?.kind !== 'event') return 0;
      const count = engine.triggered(state, input.event, input.row, triggered);
      for (let i = 0; i < count; i++) out[i] = ruleOfNudge[triggered[i] as number] as number;
      return count;
    },
  };
}

/** The events as the product's own acceptance makes them. */
function acceptedEvents({ manifest }: Bundle, { events }: Workload): AcceptedEvent[] {
  const accepted: AcceptedEvent[] = [];
  const acceptance = new Acceptance(manifest, {
    onBase: () => {},
    onEvent: (event) => accepted.push(event),
  });
  events.forEach(({ text }, i) => {
    acceptance.record({ kind: 'json', text, origin: { input: 'bench', line: i + 1 } }, null);
  });
  if (accepted.length !== events.length) throw new Error('the workload has events that are not accepted');
  return accepted;
}
