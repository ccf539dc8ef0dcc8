import type { RecordOrigin, Rejection } from '../acceptance/decoded.ts';
import { type Sha256, sha256Hex, sha256Hex32 } from '../values/hashes.ts';
import type { EventRejected } from './effect.ts';

/** What is said of a record that is no event. */
export function eventRejected(
  { input, line }: RecordOrigin,
  { code, field, eventId, user, tenant }: Rejection,
  sha256: Sha256 = sha256Hex,
): EventRejected {
  return {
    type: 'event.rejected',
    id: sha256Hex32(['rejected', input, String(line)], sha256),
    subject: user,
    tenant,
    data: { input, line, code, field, eventId },
  };
}
