import { type Effect, formatInstant, type NudgeGenerated, type NudgeSuppressed } from '@nudge/engine';
import type { Moment } from './test-result.ts';

/** Names are shown as the test's author would write them: without the module, if it is the test's own. */
export function shownName(qualified: string, module: string): string {
  return module !== '' && qualified.startsWith(`${module}.`) ? qualified.slice(module.length + 1) : qualified;
}

/** What an effect means to its user; null for what is about no user. */
export function momentOf(effect: Effect, module: string): Moment | null {
  switch (effect.type) {
    case 'segment.entered': {
      const { segment, sinceMs } = effect.data;
      const since = sinceMs === effect.timeMs ? '' : ` (since ${formatInstant(sinceMs)})`;
      return { atMs: effect.timeMs, kind: 'enters', text: shownName(segment, module) + since };
    }
    case 'segment.exited':
      return { atMs: effect.timeMs, kind: 'leaves', text: shownName(effect.data.segment, module) };
    case 'nudge.generated':
      return { atMs: effect.timeMs, kind: 'gets', text: generatedText(effect, module) };
    case 'nudge.suppressed':
      return { atMs: effect.timeMs, kind: 'misses', text: suppressedText(effect, module) };
    case 'event.late':
      return { atMs: effect.timeMs, kind: 'late', text: `${effect.data.eventType}: not counted, too old` };
    case 'event.rejected':
    case 'segment.member':
    case 'metric.value':
      return null;
  }
}

function generatedText({ data }: NudgeGenerated, module: string): string {
  const entries = data.content[0]?.[1] ?? [];
  const texts = entries.map(([key, text]) => `${key}: ${JSON.stringify(text)}`).join(', ');
  return `${shownName(data.nudge, module)} on ${data.channels.join(', ')} { ${texts} }`;
}

function suppressedText({ data }: NudgeSuppressed, module: string): string {
  return `${shownName(data.nudge, module)}: suppressed by ${reasonText({ data }, module)}`;
}

/** `cooldown until …`, `consent, which needs marketing`, `group, which Other won`. */
export function reasonText({ data }: Pick<NudgeSuppressed, 'data'>, module: string): string {
  switch (data.reason) {
    case 'consent':
      return `consent (\`${data.purpose}\` is not granted)`;
    case 'cooldown':
      return `cooldown until ${formatInstant(data.untilMs)}`;
    case 'group':
      return `group (\`${shownName(data.winner, module)}\` won)`;
  }
}
