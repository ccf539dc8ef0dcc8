import { displayLine, displayWidth } from '@nudge/dsl';
import { formatInstant } from '@nudge/engine';
import type { OutboxRow } from '@nudge/runtime';
import type { Paint } from '../paint.ts';
import { eventOfRow, type RowEvent, shownUser } from './row-event.ts';

/** What happened, for people: when, to whom, what, and how so. */
export interface Happening {
  readonly time: string;
  readonly user: string;
  readonly what: 'entered' | 'exited' | 'nudge' | 'suppressed' | 'late' | 'rejected';
  readonly text: string;
}

const WHAT_WIDTH = 10;
const USER_WIDTH = 12;

export function happeningText({ time, user, what, text }: Happening, paint: Paint): string {
  const stroke = { nudge: paint.green, suppressed: paint.yellow, late: paint.yellow, rejected: paint.red };
  const painted = what in stroke ? stroke[what as keyof typeof stroke] : paint.cyan;
  const shown = displayLine(user);
  const name = shown + ' '.repeat(Math.max(0, USER_WIDTH - displayWidth(shown)));
  return `${paint.dim(time)}  ${name}  ${painted(what.padEnd(WHAT_WIDTH))}  ${displayLine(text)}\n`;
}

/** `nowMs` is the time of what has none. */
export function happeningOf(row: OutboxRow, nowMs: number): Happening {
  if (row.output === 'dead-letter') return rejectedRecord(row, nowMs);
  const event = eventOfRow(row);
  const { time } = event;
  const user = shownUser(event);
  switch (event.type) {
    case 'segment.entered':
      return { time, user, what: 'entered', text: segmentText(event) };
    case 'segment.exited':
      return { time, user, what: 'exited', text: segmentText(event) };
    case 'nudge.generated':
      return { time, user, what: 'nudge', text: nudgeText(event) };
    case 'nudge.suppressed':
      return { time, user, what: 'suppressed', text: suppressedText(event) };
    case 'event.late':
      return { time, user, what: 'late', text: lateText(event) };
    default:
      throw new Error(`a row of type ${event.type}`);
  }
}

function segmentText({ data, time }: RowEvent): string {
  const { segment, since } = data as { segment: string; since: string };
  return since === time ? segment : `${segment} since ${since}`;
}

function nudgeText({ data }: RowEvent): string {
  const { nudge, channels, content } = data as {
    nudge: string;
    channels: readonly string[];
    content: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  // Channels mostly say the same, in the same words.
  const [first = {}] = Object.values(content);
  const texts = Object.entries(first).map(([key, text]) => `${key}: ${JSON.stringify(text)}`);
  return `${nudge} on ${channels.join(', ')}${texts.length === 0 ? '' : ` { ${texts.join(', ')} }`}`;
}

function suppressedText({ data }: RowEvent): string {
  const { nudge, reason, purpose, until, winner } = data as Readonly<Record<string, string>>;
  if (purpose !== undefined) return `${nudge} by ${reason}: \`${purpose}\` is not granted`;
  if (until !== undefined) return `${nudge} by ${reason} until ${until}`;
  if (winner !== undefined) return `${nudge} by ${reason}: \`${winner}\` won`;
  return `${nudge} by ${reason}`;
}

function lateText({ data }: RowEvent): string {
  const { event_id, event_type, clock } = data as Readonly<Record<string, string>>;
  return `${event_type} ${event_id}: too old to count, the user is at ${clock}`;
}

function rejectedRecord({ headers, offset }: OutboxRow, nowMs: number): Happening {
  const told = new Map(headers);
  const field = told.get('nudge-field');
  const message = told.get('nudge-message');
  const text =
    `${told.get('nudge-reason') ?? ''}${field === undefined ? '' : ` of \`${field}\``}, record ${offset}` +
    (message === undefined ? '' : `: ${message}`);
  return { time: formatInstant(nowMs), user: '', what: 'rejected', text };
}
