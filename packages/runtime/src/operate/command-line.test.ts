import { expect, test } from 'vitest';
import type { RuntimeConfig } from '../config/runtime-config.ts';
import { main } from './command-line.ts';

const ENV = { NUDGE_BUNDLE: 'rules', NUDGE_KAFKA_BROKERS: 'localhost:9092' };

async function run(args: readonly string[], env: Record<string, string> = {}) {
  let out = '';
  let error = '';
  const ran: RuntimeConfig[] = [];
  const status = await main(args, {
    cwd: '/work',
    env,
    writeOut: (text) => {
      out += text;
    },
    writeError: (text) => {
      error += text;
    },
    run: async (config) => {
      ran.push(config);
      return 1;
    },
  });
  return { status, out, error, ran };
}

test('run runs what is configured, and gives its status', async () => {
  const { status, ran } = await run(['run'], ENV);
  expect(status).toBe(1);
  expect(ran[0]?.bundle).toBe('/work/rules');
});

test('what is wrong is told with its code, and nothing runs', async () => {
  const { status, ran, error } = await run(['run'], {
    ...ENV,
    NUDGE_STORE_KIND: 'redsi',
    NUDGE_LOG_LEVL: 'debug',
  });
  expect(status).toBe(2);
  expect(ran).toEqual([]);
  expect(error).toMatch(/^warning: NUDGE_LOG_LEVL C0010/m);
  expect(error).toMatch(/^NUDGE_STORE_KIND C0005 store.kind/m);
  expect(error).toMatch(/^1 mistake;/m);
});

test('check-config prints what holds', async () => {
  const { status, out } = await run(['check-config'], ENV);
  expect(status).toBe(0);
  expect(out).toContain('brokers:\n    - localhost:9092');
});

test.each([[['--help']], [['run', '--help']], [['check-config', '--help']]])(
  '%s shows examples',
  async (args) => {
    const { status, out } = await run(args);
    expect(status).toBe(0);
    expect(out).toContain('nudge-runtime run --config nudge.yaml'.slice(0, 13));
  },
);

test('a file that is not there, and a word that is no command, are wrong usage', async () => {
  expect((await run(['run', '-c', 'no-such.yaml'])).error).toContain('no-such.yaml C0001');
  expect((await run(['rnu'])).status).toBe(2);
});
