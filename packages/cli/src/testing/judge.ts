import type { Expectation, MetricSymbol, SegmentSymbol } from '@nudge/dsl';
import { formatInstant } from '@nudge/engine';
import { judgeNoNudge, judgeNudge, judgeSuppressed } from './judge-decisions.ts';
import type { Verdict } from './test-result.ts';
import type { TestWorld } from './test-world.ts';
import { shownName } from './timeline.ts';
import { constantOf, valueText } from './value-text.ts';

export type BuiltExpectation = Exclude<Expectation, { kind: 'unbuilt' }>;

/** Whether an expectation holds in the world as it stands; the decision that it speaks of counts as expected then. */
export function judge(expectation: BuiltExpectation, world: TestWorld): Verdict {
  switch (expectation.kind) {
    case 'nudge':
      return judgeNudge(expectation, world);
    case 'noNudge':
      return judgeNoNudge(expectation, world);
    case 'suppressed':
      return judgeSuppressed(expectation, world);
    case 'member':
      return judgeMember(expectation, world);
    case 'metric':
      return judgeMetric(expectation, world);
  }
}

function judgeMember(expectation: Extract<Expectation, { kind: 'member' }>, world: TestWorld): Verdict {
  const segment = world.program.testRefs.get(expectation.segment) as SegmentSymbol;
  const user = expectation.user.text;
  const isIn = world.isMember(user, segment.qualified);
  if (isIn !== expectation.negated) return null;
  const name = shownName(segment.qualified, world.test.module);
  const changes = world.momentsOf(user).filter(({ kind, text }) => {
    return (kind === 'enters' || kind === 'leaves') && (text === name || text.startsWith(`${name} (`));
  });
  const last = changes.at(-1);
  const now = formatInstant(world.clockMs);
  const when = last?.atMs == null ? '' : ` since ${formatInstant(last.atMs)}`;
  const never = changes.length === 0 ? ', and never was' : '';
  const inactive = segment.active ? '' : '; the segment is inactive';
  return {
    expected: `${user} ${expectation.negated ? 'not in' : 'in'} \`${name}\` at ${now}`,
    happened: [isIn ? `${user} is in it${when}` : `${user} is not in it${when}${never}${inactive}`],
  };
}

function judgeMetric(expectation: Extract<Expectation, { kind: 'metric' }>, world: TestWorld): Verdict {
  const metric = world.program.testRefs.get(expectation.metric) as MetricSymbol;
  const user = expectation.user.text;
  const wanted =
    expectation.value === undefined ? null : constantOf(world.program, expectation.value, metric.type);
  const found = world.playback.metricValue(user, world.metricId(metric.qualified), world.clockMs);
  if (found === wanted) return null;
  const name = shownName(metric.qualified, world.test.module);
  return {
    expected: `metric \`${name}\` of ${user} ${isText(valueText(wanted, metric.type))}`,
    happened: [`it ${isText(valueText(found, metric.type))} at ${formatInstant(world.clockMs)}`],
  };
}

function isText(value: string): string {
  return value === 'missing' ? 'is missing' : `is ${value}`;
}
