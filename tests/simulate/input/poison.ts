import type { Random } from '../base/random.ts';
import type { Sent } from './script.ts';

/** A record near another one that no rules can take; some are for no one, some only nearly right. */
export function poisonOf(random: Random, { atMs, key, value }: Sent, recordBytesMax: number): Sent {
  const text = Buffer.from(value ?? []).toString('utf8');
  const time = new Date(Date.UTC(2026, 2, 2, 10)).toISOString();
  const subject = 'poison';
  return {
    atMs,
    key,
    value: random.pick<() => Uint8Array | null>([
      () => Buffer.from(text.slice(0, -3)),
      () => Buffer.from('{"id":'),
      () => Buffer.from([0xff, 0xfe, 0x7b, 0x7d]),
      () => Buffer.from(''),
      () => Buffer.from('[]'),
      () => Buffer.from(`${text.slice(0, -1)},"x":"${'x'.repeat(recordBytesMax)}"}`),
      () => Buffer.from(JSON.stringify({ type: 'user.updated', time, data: {} })),
      () => Buffer.from(JSON.stringify({ type: 'user.updated', subject, time, data: [] })),
      () =>
        Buffer.from(
          JSON.stringify({ type: 'user.consent', subject, time, data: { purpose: 'x', granted: 1 } }),
        ),
      // Years ahead of its arrival.
      () =>
        Buffer.from(
          JSON.stringify({ type: 'user.updated', subject, time: '2031-01-01T00:00:00Z', data: {} }),
        ),
      () => Buffer.from(JSON.stringify({ type: 'Unheard', subject, time, data: {} })),
      () => null,
    ])(),
  };
}
