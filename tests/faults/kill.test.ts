import { existsSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { describeWith } from '../services/describe-with.ts';
import { leftOut } from '../services/left-out.ts';
import type { Judged } from './scenario.ts';
import { kill } from './scenarios/kill.ts';
import { MAIN } from './worker-process.ts';

/* That the harness itself works; `npm run faults` does the rest. */

const TITLE = 'kill -9 of real workers';

if (!existsSync(MAIN)) leftOut(TITLE, 'the runtime is not built; `npm run build` builds it');
else {
  describeWith('kafka', TITLE, () => {
    test('loses nothing and doubles nothing', async () => {
      const services = inject('services');
      const common = { services, store: 'disk', client: 'platformatic', seed: 1, rate: 300 } as const;
      const [judged] = await kill({ ...common, times: 2, say: () => {} });
      const { verdict, samples } = judged as Judged;
      expect(verdict.broken).toEqual([]);
      expect(verdict.nudges).toBeGreaterThan(0);
      expect(samples).toBeGreaterThan(0);
    });
  });
}
