import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EventSchema } from '../contract/manifest.ts';
import { createLog, insertEntry } from '../state/log.ts';
import { ByteWriter } from './bytes.ts';
import { writeLog } from './log-snapshot.ts';

it('writes a log whose sums never fall as it writes any other, whatever its numbers are', () => {
  const instants = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 2 ** 42 }), fc.integer({ min: 0, max: 2 ** 40 })),
  );
  fc.assert(
    fc.property(instants, fc.boolean(), (entries, summed) => {
      const log = createLog([summed ? 'sum' : 'count'], false, !summed);
      for (const [at, value] of entries) insertEntry(log, at, '', summed ? value : null);
      const bytes = (): Uint8Array => {
        const out = new ByteWriter();
        writeLog(out, log, {} as EventSchema, 2 ** 43);
        return out.finish();
      };
      expect(log.steady).toBe(true);
      const plain = bytes();
      log.steady = false;
      expect(plain).toEqual(bytes());
    }),
  );
});
