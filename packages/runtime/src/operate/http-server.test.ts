import { Counter, Registry } from 'prom-client';
import { afterEach, expect, test } from 'vitest';
import type { WorkerHealth } from '../worker/options.ts';
import { type HttpServer, startHttp } from './http-server.ts';

const WELL: WorkerHealth = { live: true, ready: true, problems: [], partitions: [] };

let server: HttpServer | undefined;
afterEach(() => server?.close());

async function ask(
  path: string,
  state: { health?: WorkerHealth | null; ending?: boolean; method?: string; body?: string } = {},
): Promise<{ status: number; text: string }> {
  const registry = new Registry();
  new Counter({ name: 'nudge_x_total', help: 'x', registers: [registry] }).inc(3);
  const health = (): WorkerHealth | null => (state.health === undefined ? WELL : state.health);
  server = await startHttp({
    host: '127.0.0.1',
    port: 0,
    registry,
    health,
    ending: () => state.ending === true,
  });
  const { method = 'GET', body } = state;
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method,
    ...(body !== undefined && { body }),
  });
  return { status: answer.status, text: await answer.text() };
}

test('metrics are text for Prometheus', async () => {
  expect(await ask('/metrics')).toMatchObject({
    status: 200,
    text: expect.stringContaining('nudge_x_total 3\n'),
  });
});

test('who is well is live and ready', async () => {
  expect((await ask('/livez')).status).toBe(200);
  await server?.close();
  expect((await ask('/readyz')).status).toBe(200);
});

test('who is not ready says why', async () => {
  const health: WorkerHealth = { ...WELL, ready: false, problems: ['partition 3 is recovering'] };
  const { status, text } = await ask('/readyz', { health });
  expect(status).toBe(503);
  expect(JSON.parse(text)).toMatchObject({ ready: false, problems: ['partition 3 is recovering'] });
});

test('who starts is live, and not ready', async () => {
  expect((await ask('/livez', { health: null })).status).toBe(200);
  await server?.close();
  expect((await ask('/readyz', { health: null })).status).toBe(503);
});

test('who ends is not ready, and not to be restarted', async () => {
  const state = { health: { ...WELL, live: false, ready: false }, ending: true };
  expect((await ask('/livez', state)).status).toBe(200);
  await server?.close();
  expect((await ask('/readyz', state)).status).toBe(503);
});

test('who is dead says so', async () => {
  expect((await ask('/livez', { health: { ...WELL, live: false } })).status).toBe(503);
});

test('anything else is not there, and nothing large is taken', async () => {
  expect((await ask('/')).status).toBe(404);
  await server?.close();
  expect(
    (await ask('/metrics', { method: 'POST', body: 'x'.repeat(100_000) })).status,
  ).toBeGreaterThanOrEqual(400);
});
