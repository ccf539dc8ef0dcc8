import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkProject } from '@nudge/dsl';
import { isZone, type SqlPlan } from '@nudge/engine';
import { describe, expect, test } from 'vitest';
import { leftOut } from '../../../tests/services/left-out.ts';
import { compileSql } from '../src/index.ts';

/*
 * Snowflake cannot run here, so its text is read by somebody else's parser of its dialect: sqlglot, for Python 3. Without
 * them this suite is left out. (`pip install sqlglot`; `.ci/run` does.)
 */
const PYTHON = process.env['NUDGE_PYTHON'] ?? 'python3';
const found = spawnSync(PYTHON, ['-c', 'import sqlglot'], { encoding: 'utf8' });
const isHere = found.status === 0;
if (!isHere) {
  const why =
    found.error === undefined ? 'Python 3 has no `sqlglot` (pip install sqlglot)' : 'there is no Python 3';
  leftOut('what a parser of Snowflake reads', why);
}

const ROOT = join(import.meta.dirname, 'sql');

function planOf(text: string): SqlPlan {
  return compileSql(checkProject([{ path: 'input.nudge', text }], { isZone }), 'snowflake').plan;
}

function problemsOf(statements: readonly string[]): string[][] {
  const script = join(import.meta.dirname, 'parse_snowflake.py');
  const run = spawnSync(PYTHON, [script], { input: JSON.stringify(statements), encoding: 'utf8' });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout) as string[][];
}

describe.skipIf(!isHere)('a parser of Snowflake reads', () => {
  test.each(readdirSync(ROOT))('every statement of %s', (name) => {
    const { schema, segments, metrics } = planOf(readFileSync(join(ROOT, name, 'input.nudge'), 'utf8'));
    const statements = [
      ...schema,
      ...segments.flatMap(({ members, now }) => [members, now]),
      ...metrics.map(({ values }) => values),
    ];
    const wrong = problemsOf(statements).flatMap((problems, i) =>
      problems.map((problem) => `${problem}\n${statements[i]}`),
    );
    expect(wrong).toEqual([]);
  });

  test('and says so when it cannot', () => {
    const plain = 'SELECT "a" FROM "b"';
    const problems = problemsOf([
      plain,
      'SELECT "a" FROM',
      'SELECT NO_SUCH("a") FROM b',
      'SELECT CAST("a" FROM "b"',
    ]);
    expect(problems.map((list) => list.length > 0)).toEqual([false, true, true, true]);
  });
});
