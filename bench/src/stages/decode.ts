import { Acceptance, type Bundle } from '@nudge/engine';
import { createCloudEventDecoder } from '@nudge/engine/acceptance';
import type { Workload } from '../stateless/workload.ts';
import type { Work } from '../windows.ts';

/** The bytes of the events, as they come from a broker; what is made of them begins with their text. */
function bytesOf({ events }: Workload): Buffer[] {
  return events.map(({ text }) => Buffer.from(text));
}

export function parseWork(workload: Workload): Work {
  const bytes = bytesOf(workload);
  return {
    size: bytes.length,
    run: (count) => {
      let members = 0;
      for (let i = 0; i < count; i++) {
        const text = (bytes[i] as Buffer).toString('utf8');
        const json = JSON.parse(text) as { readonly data: { readonly member: boolean } };
        if (json.data.member) members++;
      }
      return members;
    },
  };
}

/** From bytes to an event of known shape, all checks included. */
export function decodeWork({ manifest }: Bundle, workload: Workload): Work {
  const bytes = bytesOf(workload);
  const counters = { unknownFields: 0, missingFields: 0 };
  const decode = createCloudEventDecoder(manifest, counters);
  const origins = bytes.map((_, i) => ({ input: 'bench', line: i + 1 }));
  return {
    size: bytes.length,
    run: (count) => {
      let decoded = 0;
      for (let i = 0; i < count; i++) {
        const text = (bytes[i] as Buffer).toString('utf8');
        const { kind } = decode(text, origins[i] as (typeof origins)[number], Infinity);
        if (kind === 'events') decoded++;
      }
      if (decoded !== count) throw new Error('an event was not decoded');
      return decoded;
    },
  };
}

/** As `decode`, and whether it came before: what stands in front of every engine. */
export function acceptWork({ manifest }: Bundle, workload: Workload): Work {
  const acceptance = new Acceptance(manifest, { onBase: () => {}, onEvent: () => {} });
  const bytes = bytesOf(workload);
  const origins = bytes.map((_, i) => ({ input: 'bench', line: i + 1 }));
  return {
    size: bytes.length,
    run: (count) => {
      const before = acceptance.counts.duplicates;
      for (let i = 0; i < count; i++) {
        const text = (bytes[i] as Buffer).toString('utf8');
        acceptance.record({ kind: 'json', text, origin: origins[i] as (typeof origins)[number] }, null);
      }
      return acceptance.counts.duplicates - before;
    },
  };
}
