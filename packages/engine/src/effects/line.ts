import { formatInstant } from '../values/time.ts';
import type { Effect, NudgeGenerated, NudgeSuppressed } from './effect.ts';

const text = JSON.stringify as (value: string | readonly string[]) => string;
const instant = (ms: number): string => `"${formatInstant(ms)}"`;

/**
 * One CloudEvents 1.0 JSON object without spaces and without a line end. The order of the keys is part of the
 * contract, so the line is put together by hand.
 */
export function effectLine(effect: Effect): string {
  let line = `{"specversion":"1.0","id":"${effect.id}","source":"nudgec","type":"${effect.type}"`;
  if (effect.subject !== null) line += `,"subject":${text(effect.subject)}`;
  if (effect.type !== 'event.rejected') line += `,"time":${instant(effect.timeMs)}`;
  if (effect.tenant !== null) line += `,"tenant":${text(effect.tenant)}`;
  return `${line},"data":${dataText(effect)}}`;
}

function dataText(effect: Effect): string {
  switch (effect.type) {
    case 'segment.entered':
    case 'segment.exited': {
      const { segment, sinceMs, cause } = effect.data;
      return `{"segment":${text(segment)},"since":${instant(sinceMs)},"cause":${text(cause)}}`;
    }
    case 'nudge.generated':
      return nudgeText(effect.data);
    case 'nudge.suppressed':
      return suppressedText(effect.data);
    case 'event.late': {
      const { eventId, eventType, clockMs } = effect.data;
      return `{"event_id":${text(eventId)},"event_type":${text(eventType)},"clock":${instant(clockMs)}}`;
    }
    case 'event.rejected': {
      const { input, line, code, field, eventId } = effect.data;
      const rest =
        (field === null ? '' : `,"field":${text(field)}`) +
        (eventId === null ? '' : `,"event_id":${text(eventId)}`);
      return `{"input":${text(input)},"line":${line},"code":"${code}"${rest}}`;
    }
    case 'segment.member':
      return `{"segment":${text(effect.data.segment)},"since":${instant(effect.data.sinceMs)}}`;
    case 'metric.value':
      return `{"metric":${text(effect.data.metric)},"value":${effect.data.json}}`;
  }
}

function nudgeText(data: NudgeGenerated['data']): string {
  const group = data.group === null ? '' : `,"group":${text(data.group)}`;
  const expires = data.expiresAtMs === null ? '' : `,"expires_at":${instant(data.expiresAtMs)}`;
  const content = data.content
    .map(
      ([channel, entries]) =>
        `${text(channel)}:{${entries.map(([key, t]) => `${text(key)}:${text(t)}`).join(',')}}`,
    )
    .join(',');
  return (
    `{"nudge":${text(data.nudge)},"cause":${text(data.cause)},"priority":${data.priority}${group}${expires}` +
    `,"locale":${text(data.locale)},"template":${text(data.template)},"channels":${text(data.channels)}` +
    `,"content":{${content}}}`
  );
}

function suppressedText(data: NudgeSuppressed['data']): string {
  const head = `{"nudge":${text(data.nudge)},"cause":${text(data.cause)},"reason":"${data.reason}"`;
  switch (data.reason) {
    case 'consent':
      return `${head},"purpose":${text(data.purpose)}}`;
    case 'cooldown':
      return `${head},"until":${instant(data.untilMs)}}`;
    case 'group':
      return `${head},"winner":${text(data.winner)}}`;
  }
}
