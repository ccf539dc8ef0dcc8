/** What only a server can do: not be there, refuse, hold tables of others, break off. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith } from '../../../tests/services/describe-with.ts';
import { openPostgres, WarehouseProblem } from '../src/index.ts';
import { ASKED, planFor } from './fixture.ts';

async function problemOf(act: Promise<unknown>): Promise<string> {
  try {
    await act;
  } catch (error) {
    if (error instanceof WarehouseProblem) return error.message;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('a URL', () => {
  test.each([
    ['hush', 'cannot be read; it looks like `postgres://'],
    ['http://u:hush@host/d', 'not one of a Postgres server'],
    ['postgres://u:1#hush@host/d', 'write `#`, `/`, `?` and `@` as %23, %2F, %3F and %40'],
    ['postgres://u:1/hush@host/d', 'write `#`'],
    ['postgres://u:1?hush@host/d', 'write `#`'],
    ['postgres://u:hu#sh@host:5432/d', 'Postgres server cannot be read'],
  ])('like %s is refused before anything is asked of it, without its password', async (url, message) => {
    const problem = await problemOf(openPostgres(url));
    expect(problem).toContain(message);
    expect(problem).not.toMatch(/hu#?sh/);
  });

  test('of a place where nobody listens says so', async () => {
    expect(await problemOf(openPostgres('postgres://nudge:hush@127.0.0.1:1/shop'))).toBe(
      'Postgres at 127.0.0.1:1: no server listens there',
    );
    expect(await problemOf(openPostgres('postgres:///shop?host=/nowhere/at/all&user=nudge'))).toBe(
      'Postgres at /nowhere/at/all: no server listens there',
    );
  });

  test('of something that hangs up says so', async () => {
    const server = createServer((socket) => socket.end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const problem = await problemOf(openPostgres(`postgres://nudge:hush@127.0.0.1:${port}/shop`));
    expect(problem).toBe(`Postgres at 127.0.0.1:${port}: Connection terminated unexpectedly`);
    server.close();
  });
});

describeWith('postgres', 'a server that is there', ({ url: serverUrl }) => {
  const other = new pg.Client(serverUrl);
  const name = `nudge_test_${process.pid}`;
  beforeAll(async () => {
    await other.connect();
  });
  afterAll(() => other.end());

  test('refuses a user it does not know, and the message holds no password', async () => {
    const url = new URL(serverUrl);
    url.username = name;
    url.password = 'hush';
    expect(await problemOf(openPostgres(url.href))).toMatch(
      new RegExp(`^Postgres at \\S+: .*"${name}"[^\\n]*$`),
    );
    expect(await problemOf(openPostgres(url.href))).not.toContain('hush');
  });

  test('keeps its own tables of the same names as they are, and nothing of ours', async () => {
    await other.query(`CREATE SCHEMA ${name}`);
    try {
      await other.query(`CREATE TABLE ${name}.events AS SELECT 7 AS a`);
      const url = new URL(serverUrl);
      url.searchParams.set('options', `-c search_path=${name}`);
      const warehouse = await openPostgres(url.href);
      await warehouse.prepare(planFor('postgres'));
      await warehouse.prepare(planFor('postgres'));
      expect(await warehouse.query(ASKED.counts, 1, 'counts')).toEqual([]);
      await warehouse.close();
      expect((await other.query(`SELECT * FROM ${name}.events`)).rows).toEqual([{ a: 7 }]);
      const tables = `SELECT tablename FROM pg_tables WHERE schemaname = '${name}'`;
      expect((await other.query(tables)).rows).toEqual([{ tablename: 'events' }]);
    } finally {
      await other.query(`DROP SCHEMA ${name} CASCADE`);
    }
  });

  test('is refused where its database holds texts in another encoding', async () => {
    const database = `${name}_latin`;
    await other.query(`CREATE DATABASE ${database} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`);
    try {
      const url = new URL(serverUrl);
      url.pathname = database;
      const warehouse = await openPostgres(url.href);
      expect(await problemOf(warehouse.prepare(planFor('postgres')))).toMatch(
        /^Postgres at \S+: its database holds texts as LATIN1; one with the encoding UTF8 is needed$/,
      );
      await warehouse.close();
    } finally {
      await other.query(`DROP DATABASE ${database}`);
    }
  });

  test('may end the session while nobody asks: the next question says so', async () => {
    const url = new URL(serverUrl);
    url.searchParams.set('application_name', name);
    const warehouse = await openPostgres(url.href);
    await warehouse.prepare(planFor('postgres'));
    const ended = `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '${name}'`;
    await other.query(ended);
    expect(await problemOf(warehouse.query(ASKED.counts, 1, 'counts'))).toMatch(/: counts: .*connection/);
    await warehouse.close();
  });
});
