import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../src/config/load-config.ts';

/* What cannot run here is at least read: Docker and a cluster are not on every machine. */

const root = join(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const yaml = (file: string): Record<string, never> =>
  parse(read(file), { merge: true }) as Record<string, never>;

interface Service {
  readonly image?: string;
  readonly build?: unknown;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: object;
  readonly [key: string]: unknown;
}

describe('compose.yaml', () => {
  const { services, volumes } = yaml('compose.yaml') as unknown as {
    services: Record<string, Service>;
    volumes: Record<string, null>;
  };

  test('has images with a version, and waits only for what there is', () => {
    for (const { image = '', build, depends_on = {} } of Object.values(services)) {
      if (build === undefined) expect(image).toMatch(/:.*\d/);
      for (const name of Object.keys(depends_on)) expect(services).toHaveProperty(name);
    }
  });

  test('opens ports to this machine only', () => {
    for (const { ports = [] } of Object.values(services))
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test('mounts what is there', () => {
    const mounted = Object.values(services)
      .flatMap((service) => service.volumes ?? [])
      .map((text) => text.split(':')[0] ?? '');
    for (const source of mounted)
      if (source.startsWith('.')) expect(readdirSync(join(root, source)).length).toBeGreaterThan(0);
      else expect(volumes).toHaveProperty(source);
  });

  test('sends events only when the runtime has made their topic', () => {
    const { healthcheck } = services['runtime'] as unknown as { healthcheck: { test: readonly string[] } };
    expect(healthcheck.test.join(' ')).toContain('/readyz');
    expect(services['producer']?.depends_on).toEqual({ runtime: { condition: 'service_healthy' } });
  });

  test('runs the runtime with as little as it needs', () => {
    expect(services['runtime']).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });

  test.each(readdirSync(join(root, 'deploy/compose/runtime')))('the runtime takes %s', (name) => {
    const { config, problems } = loadHere(`deploy/compose/runtime/${name}`);
    expect(problems).toEqual([]);
    expect(config?.store.kind).toBe(name.replace('.yaml', ''));
  });
});

/** Without the secrets, which are not here: they come as variables, as they may. */
function loadHere(file: string): ReturnType<typeof loadConfig> {
  const text = read(file);
  const env = {
    ...(/passwordFile/.test(text.split('sasl:')[1]?.split('\n\n')[0] ?? '') && {
      NUDGE_KAFKA_SASL_PASSWORD: 'x',
    }),
    ...(/passwordFile/.test(text.split('store:')[1] ?? '') && { NUDGE_STORE_PASSWORD: 'x' }),
    ...(text.includes('caFile') && { NUDGE_KAFKA_TLS_CA: 'x' }),
  };
  return loadConfig({ file: join(root, file), env, cwd: root });
}

test.each(readdirSync(join(root, 'examples/runtime')))('examples/runtime/%s holds', (name) => {
  expect(loadHere(`examples/runtime/${name}`).problems).toEqual([]);
});

test.each([
  { what: 'where it is said to listen', answer: 200, env: {}, exits: 0 },
  { what: 'and says when it is not well', answer: 503, env: {}, exits: 1 },
  { what: 'and is content where nothing is to listen', answer: 503, env: { NUDGE_HTTP: 'false' }, exits: 0 },
])('the image asks for its health $what', async ({ answer, env, exits }) => {
  const server = createServer(({ url }, response) => {
    response.writeHead(url === '/livez' ? answer : 404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const [, command = ''] = /^HEALTHCHECK .*\n {2}CMD (.*)$/m.exec(read('deploy/Dockerfile')) ?? [];
  const [, ...args] = JSON.parse(command) as string[];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NUDGE_HTTP_PORT: String(port), ...env },
  });
  expect(await once(child, 'exit')).toEqual([exits, null]);
  server.close();
});

test('the image runs as no root, with a signal that we know and a probe', () => {
  const dockerfile = read('deploy/Dockerfile');
  expect(dockerfile).toMatch(/^USER 1000:1000$/m);
  expect(dockerfile).toMatch(/^STOPSIGNAL SIGTERM$/m);
  expect(dockerfile).toMatch(/^HEALTHCHECK /m);
  const { packageManager } = JSON.parse(read('package.json')) as { packageManager: string };
  expect(dockerfile).toContain(`npm install --global ${packageManager}`);
});
