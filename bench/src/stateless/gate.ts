import type { Matcher } from './matcher.ts';
import { matchesOf } from './plain.ts';
import type { Workload } from './workload.ts';

/** What is wrong with an engine's matches on the first `sample` events; `null` if nothing is. */
export async function findDifference(
  name: string,
  matcher: Matcher,
  workload: Workload,
  sample: number,
): Promise<string | null> {
  const out = new Int32Array(workload.rules.length);
  for (let i = 0; i < Math.min(sample, workload.events.length); i++) {
    const event = workload.events[i];
    if (event === undefined) break;
    const wanted = matchesOf(workload.rulesOfType[event.type] ?? [], event.type, event.fields);
    const found =
      matcher.kind === 'sync' ? [...out.subarray(0, matcher.match(i, out))] : [...(await matcher.match(i))];
    found.sort((a, b) => a - b);
    if (found.join() === wanted.join()) continue;
    const missing = wanted.filter((id) => !found.includes(id));
    const extra = found.filter((id) => !wanted.includes(id));
    return (
      `${name} differs on event ${i} (${event.text}): ` +
      `lacks ${describe(missing, workload)}, has ${describe(extra, workload)} too much`
    );
  }
  return null;
}

function describe(ids: readonly number[], { rules }: Workload): string {
  if (ids.length === 0) return 'no rule';
  const first = rules[ids[0] ?? -1];
  return `${ids.length} rules (the first is ${JSON.stringify(first ?? ids[0])})`;
}
