import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../worker/options.ts';
import type { Section } from './field.ts';
import { type LoadedConfig, loadConfig } from './load-config.ts';
import type { RuntimeConfig } from './runtime-config.ts';
import { SCHEMA } from './schema.ts';
import { showConfig } from './show-config.ts';
import { variablesOf } from './variable-name.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nudge-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(yaml: string, env: Record<string, string> = {}): LoadedConfig {
  const file = join(folder, 'nudge.yaml');
  writeFileSync(file, yaml);
  return loadConfig({ file, env, cwd: '/work' });
}

function good(yaml: string, env: Record<string, string> = {}): RuntimeConfig {
  const { config, problems } = load(yaml, env);
  expect(problems).toEqual([]);
  return config as RuntimeConfig;
}

const LEAST = 'bundle: rules\nkafka: {brokers: [localhost:9092]}\n';

test('what is not said has the defaults', () => {
  const config = good(LEAST);
  expect(config).toMatchObject({
    mapping: null,
    kafka: { client: 'platformatic', sessionTimeoutMs: 10_000, tls: null, sasl: null, createTopics: null },
    input: { kind: 'kafka', topic: 'events', group: 'nudge' },
    output: { kind: 'kafka', topics: { nudges: 'nudge.generated', 'dead-letter': 'events.dead-letter' } },
    store: { kind: 'disk' },
    limits: DEFAULT_LIMITS,
    traces: null,
  });
});

test('variables alone are enough, and win over the file', () => {
  const env = {
    NUDGE_BUNDLE: 'rules',
    NUDGE_KAFKA_BROKERS: 'a:9092, b:9093',
    NUDGE_KAFKA_TLS: 'true',
    NUDGE_OUTPUT_TOPICS_DEAD_LETTER: 'bad',
    NUDGE_LIMITS_QUEUED_BYTES: '64MiB',
    NUDGE_LIMITS_RETRY_MAX: '1m',
    NUDGE_HTTP: 'false',
    NUDGE_RELOAD_WATCH: 'false',
  };
  const expected = {
    bundle: '/work/rules',
    kafka: { brokers: ['a:9092', 'b:9093'], tls: { ca: null, cert: null, key: null, serverName: null } },
    output: { topics: { 'dead-letter': 'bad', late: 'events.late' } },
    limits: { queuedBytes: 64 * 1024 * 1024, retryMaxMs: 60_000 },
    http: null,
    reload: { watch: false },
  };
  expect(loadConfig({ file: null, env, cwd: '/work' }).config).toMatchObject(expected);
  expect(good('bundle: other\nkafka: {brokers: [c:1], tls: false}\nhttp: {port: 1}', env)).toMatchObject(
    expected,
  );
});

test('an empty variable is none', () => {
  expect(good(LEAST, { NUDGE_MAPPING: '' }).mapping).toBeNull();
});

test('a path stands under its file, and one of a variable under where the process began', () => {
  expect(good(LEAST).bundle).toBe(join(folder, 'rules'));
  expect(good(LEAST, { NUDGE_BUNDLE: 'rules' }).bundle).toBe('/work/rules');
  expect(good(LEAST, { NUDGE_BUNDLE: '/rules' }).bundle).toBe('/rules');
});

test('another kind by a variable leaves aside what the file says of its own kind', () => {
  const yaml = `${LEAST}store: {kind: disk, folder: state}\n`;
  expect(good(yaml, { NUDGE_STORE_KIND: 'memory' }).store).toEqual({ kind: 'memory' });
});

describe('a secret', () => {
  const sasl = `${LEAST.replace('}', ', sasl: {mechanism: plain, username: me}}')}`;

  test('comes from a file, without its last line end', () => {
    writeFileSync(join(folder, 'password'), 'hunter2\n');
    const config = good(sasl.replace('me}', 'me, passwordFile: password}'));
    expect(config.kafka?.sasl?.password.reveal()).toBe('hunter2');
  });

  test('or from a variable, or from a file that a variable names', () => {
    expect(good(sasl, { NUDGE_KAFKA_SASL_PASSWORD: 'hunter2' }).kafka?.sasl?.password.reveal()).toBe(
      'hunter2',
    );
    const path = join(folder, 'p');
    writeFileSync(path, 'hunter2');
    expect(good(sasl, { NUDGE_KAFKA_SASL_PASSWORD_FILE: path }).kafka?.sasl?.password.reveal()).toBe(
      'hunter2',
    );
  });

  test('is printed nowhere', () => {
    const config = good(`${sasl}store: {kind: redis}`, {
      NUDGE_KAFKA_SASL_PASSWORD: 'hunter2',
      NUDGE_STORE_URL: 'redis://me:hunter2@localhost',
    });
    expect(showConfig(config)).toContain('password: ••••••');
    expect(showConfig(config)).toContain('url: redis://••••••@localhost');
    expect(`${showConfig(config)}${inspect(config.kafka)}${JSON.stringify(config.kafka)}`).not.toContain(
      'hunter2',
    );
  });
});

test('what is printed can be read again', () => {
  const config = good(LEAST);
  expect(good(showConfig(config))).toEqual(config);
});

test('every setting has a variable of its own', () => {
  const names = variablesOf((SCHEMA as Section).fields, []);
  expect(names).toHaveLength(new Set(names).size);
});

test.each([
  ['limits: {idle: 1500ms}', { idleMs: 1500 }],
  ['limits: {idle: 2m}', { idleMs: 120_000 }],
  ['limits: {queuedBytes: 10MB}', { queuedBytes: 10_000_000 }],
  ['limits: {recordBytes: "64KiB"}', { recordBytes: 65_536 }],
])('%s', (yaml, limits) => {
  expect(good(`${LEAST}${yaml}\n`).limits).toMatchObject(limits);
});

test.each(['a: *b', 'a: &x [*x]', '- a', '"', 'bundle: !!js/function x', '__proto__: {bundle: x}'])(
  'damaged or strange YAML is told and does no harm: %s',
  (yaml) => {
    const { config, problems } = load(yaml);
    expect(config).toBeNull();
    expect(problems.length).toBeGreaterThan(0);
  },
);
