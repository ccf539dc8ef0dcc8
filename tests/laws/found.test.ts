import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepFound, readFound } from './found.ts';
import type { LawCase } from './law-case.ts';

test('a case that is kept is read back as it was', () => {
  const lawCase: LawCase = {
    source: 'event A { x: string }\n',
    userRows: [],
    records: ['{"type":"A","subject":"b,\\"b","data":{"x":"\\ud800"}}', '', ' {'],
    endMs: Date.UTC(2026, 2, 2),
    instants: [0, 1, Date.UTC(9999, 11, 31)],
    users: ['ann', 'b,"b'],
    salt: 7,
  };
  const folder = mkdtempSync(join(tmpdir(), 'nudge-found-'));
  try {
    const failure = {
      law: 'snapshot',
      pairs: 3,
      message: 'two\nlines',
      expected: ['a'],
      actual: [],
      seed: 1,
    };
    expect(keepFound({ ...failure, case: lawCase }, folder)).toMatch(/snapshot-[0-9a-f]{8}$/);
    expect(readFound(folder).map((found) => found.case)).toEqual([lawCase]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
