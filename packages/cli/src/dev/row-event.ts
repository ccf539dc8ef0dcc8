import type { OutboxRow } from '@nudge/runtime';

/** An effect as it is read by others: semantics.md says what stands in `data`. */
export interface RowEvent {
  readonly type: string;
  readonly subject: string;
  readonly tenant: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Not of dead letters, which are whatever was sent. */
export function eventOfRow({ value }: OutboxRow): RowEvent {
  return JSON.parse(Buffer.from(value).toString('utf8')) as RowEvent;
}

/** `ann`, or `acme:ann` where the tenant is not the one that nobody names. */
export function shownUser({ tenant, subject }: Pick<RowEvent, 'tenant' | 'subject'>): string {
  return tenant === 'default' ? subject : `${tenant}:${subject}`;
}
