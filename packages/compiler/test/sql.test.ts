import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkProject, type Program } from '@nudge/dsl';
import { isZone, SQL_DIALECTS, type SqlPlan, ZONE_CYCLE } from '@nudge/engine';
import { describe, expect, it } from 'vitest';
import { CYCLE_FROM_MS, CYCLE_LENGTH_MS } from '../src/emit-sql/staging.ts';
import { compileSql } from '../src/index.ts';

/*
 * One folder for each construct, with the SQL of each dialect beside it: `UPDATE_GOLDEN=1` writes it, and the difference is
 * read before it is committed. That the statements mean what the rules mean is what the laws show (tests/laws).
 */
const ROOT = join(import.meta.dirname, 'sql');
const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

function programOf(text: string): Program {
  const program = checkProject([{ path: 'input.nudge', text }], { isZone });
  expect(program.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return program;
}

function textOf({ schema, segments, metrics }: SqlPlan): string {
  const statements = [
    ...schema,
    ...segments.flatMap(({ members, now }) => [members, now]),
    ...metrics.map(({ values }) => values),
  ];
  return statements.join('\n');
}

describe('a construct becomes the SQL that stands beside it', () => {
  for (const name of readdirSync(ROOT)) {
    it.each(SQL_DIALECTS)(`${name}, %s`, (dialect) => {
      const folder = join(ROOT, name);
      const program = programOf(readFileSync(join(folder, 'input.nudge'), 'utf8'));
      const { plan, diagnostics } = compileSql(program, dialect);
      expect(diagnostics).toEqual([]);
      const path = join(folder, `${dialect}.sql`);
      const text = textOf(plan);
      if (UPDATE) writeFileSync(path, text);
      expect(existsSync(path), `${path} is missing: run with UPDATE_GOLDEN=1 and read what it wrote`).toBe(
        true,
      );
      expect(text).toBe(readFileSync(path, 'utf8'));
    });
  }
});

it('the cycle of time zones is the one that the rows of the engine have', () => {
  expect({ fromMs: CYCLE_FROM_MS, lengthMs: CYCLE_LENGTH_MS }).toEqual(ZONE_CYCLE);
});

describe('names', () => {
  it('fields of one name and kind share a column; other kinds have their own, whatever they are called', () => {
    const { plan } = compileSql(
      programOf(`
        event A { price: decimal  at_home: bool  type: string }
        event B { price: decimal  type: int }
        event C { price: int  user_id: string }
        segment S { when did A within 1h }`),
      'duckdb',
    );
    expect(plan.columns.map(({ name }) => name)).toEqual([
      'price',
      'at_home',
      'type (string)',
      'type (int)',
      'price (int)',
      'user_id',
    ]);
  });

  it('no identifier is longer than the 63 bytes that Postgres keeps', () => {
    const long = 'a'.repeat(60);
    const { plan } = compileSql(
      programOf(`
        event Event${long} { field_${long}: string? }
        segment Segment${long} { when distinct(Event${long}.field_${long} where field_${long} = "ü") over 24h > 1 }
        segment Other${long} { when Segment${long} and last(Event${long}.field_${long}) over 24h = "" for 1h }`),
      'postgres',
    );
    const identifiers = textOf(plan).match(/"(?:[^"]|"")*"/g) ?? [];
    const lengths = identifiers.map((name) => Buffer.byteLength(name.slice(1, -1)));
    expect(Math.max(...lengths)).toBeLessThanOrEqual(63);
  });

  it("an author's text stays a literal, and a comment stays a comment", () => {
    const { plan } = compileSql(
      programOf(`
        event A { s: string }
        segment S {
          // end */ of \u2028 DROP TABLE a \u0085 DROP TABLE b
          when count(A where s = "'; DROP TABLE \\"events\\"; --\\n") over 1h > 0
        }`),
      'snowflake',
    );
    const statement = plan.segments[0]?.members ?? '';
    expect(statement).toContain(`'''; DROP TABLE "events"; --\n'`);
    const code = statement.split('\n').filter((line) => !line.trimStart().startsWith('--'));
    expect(code.join('\n').match(/DROP TABLE/g)).toHaveLength(1);
    expect(statement).toContain('-- ');
    expect(statement).toContain('DROP TABLE a');
    expect(statement).not.toMatch(/[\u2028\u0085]/);
  });
});

describe('zones', () => {
  const zonesOf = (rules: string): SqlPlan['zones'] =>
    compileSql(programOf(`event A {} user { zone: timezone? } ${rules}`), 'duckdb').plan.zones;

  it('are those that a rule names, and those of the profile where it reads them there', () => {
    const metric = 'metric m = hour(last(A.at) ever, user.zone ?? "Europe/Berlin")';
    expect(zonesOf(metric)).toEqual({ named: ['Europe/Berlin'], fromProfile: true });
    const filter = 'segment S { when count(A where hour(at, "Asia/Tokyo") = 1) over 1h > 0 }';
    expect(zonesOf(filter)).toEqual({ named: ['Asia/Tokyo'], fromProfile: false });
    expect(zonesOf('segment S { when hour(last(A.at) ever, "UTC") = 1 }')).toEqual({
      named: [],
      fromProfile: false,
    });
  });

  it('that only nudges look at are none of the SQL', () => {
    const nudge = `channel push
      template T() { en { title "x" } }
      nudge N { on A when hour(now, user.zone ?? "Asia/Tokyo") = 9 transactional channel push send T {} }`;
    expect(zonesOf(nudge)).toEqual({ named: [], fromProfile: false });
  });
});

it('says which dialect cannot hold the fields (N9101)', () => {
  const fields = Array.from({ length: 1594 }, (_, i) => `f${i}: int`).join(' ');
  const program = programOf(`event A { ${fields} } segment S { when did A within 1h }`);
  expect(compileSql(program, 'duckdb').diagnostics).toEqual([]);
  const [diagnostic] = compileSql(program, 'postgres').diagnostics;
  expect(diagnostic).toMatchObject({ code: 'N9101', severity: 'error' });
  expect(diagnostic?.message).toContain('at most 1600 columns');
});
