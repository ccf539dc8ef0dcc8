import type { Line } from './play.ts';
import { START } from './records.ts';

/**
 * An effect in one short text, instants in ms after `START`, causes as `e1@5` for an event and `@15` for a timer:
 *
 * - `@5 ann enters Buyer since 5 (e1@5)`, `@15 ann leaves Buyer since 5 (@15)`
 * - `@5 ann gets Thanks (e1@5)`, `@5 ann is denied Thanks: cooldown until 8 (e1@5)`
 * - `late e1 Order @-9 clock 5`, `rejected line 3: wrong_type amount e1`
 * - `ann is in Buyer since 5`, `orders of ann = 3`
 *
 * The tenant stands behind the user where it is not `default`: `ann/acme`.
 */
export function storyOf({ type, subject, tenant, time, data }: Line): string {
  const user =
    tenant === undefined || tenant === 'default' ? (subject ?? 'nobody') : `${subject ?? 'nobody'}/${tenant}`;
  const when = `@${ms(time)} ${user}`;
  switch (type) {
    case 'segment.entered':
      return `${when} enters ${data.segment} since ${ms(data.since)} (${causeText(data.cause)})`;
    case 'segment.exited':
      return `${when} leaves ${data.segment} since ${ms(data.since)} (${causeText(data.cause)})`;
    case 'nudge.generated':
      return `${when} gets ${data.nudge} (${causeText(data.cause)})`;
    case 'nudge.suppressed':
      return `${when} is denied ${data.nudge}: ${reasonText(data)} (${causeText(data.cause)})`;
    case 'event.late':
      return `late ${data.event_id} ${data.event_type} ${when} clock ${ms(data.clock)}`;
    case 'event.rejected':
      return ['rejected line', `${data.line}:`, data.code, data.field, data.event_id]
        .filter((part) => part !== undefined)
        .join(' ');
    case 'segment.member':
      return `${user} is in ${data.segment} since ${ms(data.since)}`;
    case 'metric.value':
      return `${data.metric} of ${user} = ${JSON.stringify(data.value)}`;
    default:
      throw new Error(`an effect of unknown type ${type}`);
  }
}

function ms(text: string | undefined): number {
  return Date.parse(text ?? '') - START;
}

function causeText(cause: string): string {
  const [kind, at, ...id] = cause.split(':');
  const instant = `@${Number(at) - START}`;
  return kind === 'e' ? `${id.join(':')}${instant}` : instant;
}

function reasonText(data: Line['data']): string {
  switch (data.reason) {
    case 'consent':
      return `consent to ${data.purpose}`;
    case 'cooldown':
      return `cooldown until ${ms(data.until)}`;
    case 'group':
      return `group won by ${data.winner}`;
    default:
      return data.reason;
  }
}
