import type { AcceptedEvent } from '../contract/accepted-event.ts';
import type { EventSchema } from '../contract/manifest.ts';
import { type Sha256, sha256Hex32 } from '../values/hashes.ts';
import type { EventLate } from './effect.ts';

/** What is said of an event that came too late to count; `clockMs`: where its user's clock stands. */
export function eventLate(
  event: AcceptedEvent,
  clockMs: number,
  schemas: readonly EventSchema[],
  sha256: Sha256,
): EventLate {
  const { id, user, tenant, at } = event.row;
  return {
    type: 'event.late',
    id: sha256Hex32(['late', tenant, user, id], sha256),
    subject: user,
    tenant,
    timeMs: at,
    data: { eventId: id, eventType: typeName(event, schemas), clockMs },
  };
}

function typeName(event: AcceptedEvent, schemas: readonly EventSchema[]): string {
  switch (event.kind) {
    case 'event':
      return schemas[event.event]?.name ?? '';
    case 'profile':
      return 'user.updated';
    case 'consent':
      return 'user.consent';
  }
}
