import type { Expectation, NudgeSymbol } from '@nudge/dsl';
import { formatInstant, type NudgeGenerated } from '@nudge/engine';
import type { Verdict } from './test-result.ts';
import type { Decision, TestWorld } from './test-world.ts';
import { reasonText, shownName } from './timeline.ts';
import { whyNotDecided } from './why-not-decided.ts';

type Generated = Decision & { readonly effect: NudgeGenerated };

/** The key and the text that an expectation wants; in the order written. */
type Texts = readonly (readonly [key: string, text: string])[];

export function judgeNudge(expectation: Extract<Expectation, { kind: 'nudge' }>, world: TestWorld): Verdict {
  const nudge = world.program.testRefs.get(expectation.nudge) as NudgeSymbol;
  const user = expectation.user.text;
  const channel = expectation.channel?.text;
  const texts = expectation.content.map(({ name, value }) => {
    return [name.text, String(world.program.constants.get(value))] as const;
  });
  const sent = generated(world).filter(({ effect }) => effect.data.nudge === nudge.qualified);
  const open = sent.filter(({ effect, expected }) => effect.subject === user && !expected);
  const met = open.find(({ effect }) => differences(effect, channel, texts) === null);
  if (met !== undefined) {
    met.expected = true;
    return null;
  }
  const name = shownName(nudge.qualified, world.test.module);
  const wanted = texts.map(([key, text]) => `${key}: ${JSON.stringify(text)}`).join(', ');
  return {
    expected:
      `nudge \`${name}\` to ${user}` +
      (channel === undefined ? '' : ` on ${channel}`) +
      (wanted === '' ? '' : ` with { ${wanted} }`),
    happened:
      open.length > 0 ? open.flatMap(({ effect }) => differences(effect, channel, texts) ?? []) : instead(),
  };

  function instead(): string[] {
    const before = sent.filter(({ effect }) => effect.subject === user).at(-1);
    const others = [
      ...new Set(sent.filter(({ effect }) => effect.subject !== user).map(({ effect }) => effect.subject)),
    ];
    const refused = world.decisions.flatMap(({ effect }) => {
      if (
        effect.type !== 'nudge.suppressed' ||
        effect.subject !== user ||
        effect.data.nudge !== nudge.qualified
      )
        return [];
      return [`it was suppressed at ${at(effect)} by ${reasonText(effect, world.test.module)}`];
    });
    return [
      ...(before === undefined
        ? []
        : [`it came at ${at(before.effect)}, which an earlier \`expect\` spoke of`]),
      ...refused,
      ...(others.length === 0 ? [] : [`it went to ${others.join(', ')}`]),
      ...(before === undefined && refused.length === 0 ? whyNotDecided(nudge, user, world) : []),
      ...otherNudges(user, world),
    ];
  }
}

export function judgeNoNudge({ user }: Extract<Expectation, { kind: 'noNudge' }>, world: TestWorld): Verdict {
  const happened = otherNudges(user.text, world);
  return happened.length === 0 ? null : { expected: `no nudge to ${user.text}`, happened };
}

export function judgeSuppressed(
  expectation: Extract<Expectation, { kind: 'suppressed' }>,
  world: TestWorld,
): Verdict {
  const nudge = world.program.testRefs.get(expectation.nudge) as NudgeSymbol;
  const user = expectation.user.text;
  const reason = expectation.reason.text;
  const own = world.decisions.filter(({ effect }) => {
    return effect.subject === user && effect.data.nudge === nudge.qualified;
  });
  const happened: string[] = [];
  for (const decision of own) {
    const { effect, expected } = decision;
    if (effect.type === 'nudge.suppressed') {
      if (effect.data.reason === reason && !expected) {
        decision.expected = true;
        return null;
      }
      const earlier = expected ? ', which an earlier `expect` spoke of' : '';
      happened.push(
        `it was suppressed at ${at(effect)} by ${reasonText(effect, world.test.module)}${earlier}`,
      );
    } else if (!expected) happened.push(`it was sent at ${at(effect)}`);
  }
  const name = shownName(nudge.qualified, world.test.module);
  return {
    expected: `\`${name}\` to ${user} suppressed by ${reason}`,
    happened: happened.length > 0 ? happened : whyNotDecided(nudge, user, world),
  };
}

/** What keeps a nudge from being the one expected, as lines; null if nothing does. */
function differences(effect: NudgeGenerated, channel: string | undefined, texts: Texts): string[] | null {
  const { channels, content } = effect.data;
  if (channel !== undefined && !channels.includes(channel)) {
    return [`it came at ${at(effect)}, but on ${channels.join(', ')}`];
  }
  const candidates = content.filter(([name]) => channel === undefined || name === channel);
  let least: string[] | null = null;
  for (const [, entries] of candidates) {
    const found = new Map(entries);
    const wrong = texts.filter(([key, text]) => found.get(key) !== text);
    if (wrong.length === 0) return null;
    const lines = wrong.flatMap(([key, text]) => [
      `  - ${key}: ${JSON.stringify(text)}`,
      `  + ${key}: ${JSON.stringify(found.get(key))}`,
    ]);
    if (least === null || lines.length < least.length) least = lines;
  }
  return least === null && texts.length === 0
    ? null
    : [`it came at ${at(effect)} with other content:`, ...(least ?? [])];
}

/** The nudges to a user that no `expect` has spoken of. */
function otherNudges(user: string, world: TestWorld): string[] {
  return generated(world)
    .filter(({ effect, expected }) => effect.subject === user && !expected)
    .map(
      ({ effect }) => `${user} got \`${shownName(effect.data.nudge, world.test.module)}\` at ${at(effect)}`,
    );
}

function generated(world: TestWorld): Generated[] {
  return world.decisions.filter(
    (decision): decision is Generated => decision.effect.type === 'nudge.generated',
  );
}

function at({ timeMs }: { readonly timeMs: number }): string {
  return formatInstant(timeMs);
}
