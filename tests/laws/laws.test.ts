import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Databases } from './databases.ts';
import { readFound } from './found.ts';
import { LAWS } from './laws/index.ts';
import { prepare } from './prepare.ts';
import { type RunReport, runLaws, WELL_TYPED } from './run-laws.ts';

/** `npm run fuzz` looks at other cases, and for longer. */
const SEED = 20_260_302;
const PAIRS = 120;
const TIMEOUT_MS = 240_000;

describe('on generated programs and histories', () => {
  let report: RunReport;

  beforeAll(async () => {
    report = await runLaws({ seed: SEED, pairsMax: PAIRS });
  }, TIMEOUT_MS);

  const statements = [
    { name: WELL_TYPED, statement: 'A generated program has no errors.' },
    ...LAWS.map(({ name, statement }) => ({ name, statement })),
  ];
  test.each(statements)('$statement ($name)', ({ name }) => {
    const failures = report.failures.filter(({ law }) => law === name);
    expect(failures.map(({ message, case: found }) => `${message}\n${JSON.stringify(found)}`)).toEqual([]);
  });
});

describe('on cases that once broke a law', () => {
  const databases = new Databases();
  afterAll(() => databases.close());

  test.each(readFound())(
    '$name',
    async ({ case: found }) => {
      const prepared = await prepare(found);
      for (const law of LAWS) await law.check(prepared, databases);
    },
    TIMEOUT_MS,
  );
});
