import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { down } from './down.mjs';
import { kafkaProperties } from './kafka-properties.mjs';
import { answers, portChooser } from './ports.mjs';
import { end, isAlive, launch } from './processes.mjs';
import { readState, runningServices, type ServiceProcess, type State, writeState } from './state.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nudge-local-services-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process that lives until it is ended, in the place of Redis. */
function idleProcess(): ServiceProcess {
  const args = ['-e', 'setInterval(() => {}, 1e6)'];
  const log = join(folder, 'redis.log');
  return {
    service: 'redis',
    file: process.execPath,
    args,
    cwd: folder,
    log,
    user: null,
    pid: null,
    owner: null,
  };
}

function stateWith(redis: ServiceProcess): State {
  return {
    stateFile: join(folder, 'state', 'services.json'),
    folder: mkdtempSync(join(folder, 'data-')),
    user: 'nudge',
    password: 'hush',
    ca: '',
    kafka: null,
    redis: { host: '127.0.0.1', port: 1, tlsPort: 2, password: 'hush', url: '', tlsUrl: '', ca: '' },
    postgres: null,
    processes: { redis },
  };
}

describe('ports', () => {
  test('the wanted one, or the next one that is free and not given yet', async () => {
    const choose = portChooser(async (port) => port !== 5001);
    expect([await choose(5000), await choose(5000), await choose(5001)]).toEqual([5000, 5002, 5003]);
  });

  test('each is given once, also to those that ask at the same time', async () => {
    const choose = portChooser(async () => true);
    expect(await Promise.all([choose(9092), choose(9092), choose(9092)])).toEqual([9092, 9093, 9094]);
  });

  test('one that somebody listens on is not free, and answers', async () => {
    const server = createServer((socket) => socket.resume().end('+PONG\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    expect(await answers(port, 'PING', '+PONG')).toBe(true);
    expect(await answers(port, 'PING', 'something else')).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    expect(await answers(port)).toBe(false);
  });
});

describe('the state', () => {
  test('is read as it was written, by nobody else', () => {
    const state = stateWith(idleProcess());
    writeState(state);
    expect(readState(state.stateFile)).toEqual(state);
    expect(statSync(state.stateFile).mode & 0o777).toBe(0o600);
  });

  test('of a folder that is gone is none', () => {
    const state = stateWith(idleProcess());
    writeState(state);
    rmSync(state.folder, { recursive: true });
    expect(readState(state.stateFile)).toBe(null);
    expect(readState(join(folder, 'never.json'))).toBe(null);
  });

  test('a service runs while its processes live, and `down` leaves nothing', async () => {
    const one = idleProcess();
    const state = stateWith(one);
    expect(runningServices(state).redis).toBe(null);
    launch(one);
    expect(runningServices(state)).toEqual({ kafka: null, redis: state.redis, postgres: null });
    await down(state, ['redis']);
    expect([isAlive(one), existsSync(state.folder), existsSync(state.stateFile)]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('a process', () => {
  test('is not taken for another with the same id', async () => {
    const one = idleProcess();
    launch(one);
    expect(isAlive(one)).toBe(true);
    if (existsSync('/proc/self/stat')) expect(isAlive({ ...one, owner: `${one.pid}-1` })).toBe(false);
    await end(one, 'SIGTERM');
    expect(isAlive(one)).toBe(false);
  });

  test('of a program that is not there does not live', () => {
    const one = { ...idleProcess(), file: join(folder, 'no-such-program') };
    launch(one);
    expect(isAlive(one)).toBe(false);
  });
});

test('three brokers vote together and keep three replicas; one alone keeps one', () => {
  const nodes = [1, 2, 3].map((id) => ({
    id,
    plain: id,
    sasl: 10 + id,
    saslTls: 20 + id,
    controller: 30 + id,
  }));
  const [node] = nodes;
  if (node === undefined) throw new Error('no node');
  const set = { data: '/data', tls: '/tls', user: 'nudge', password: 'hush' };
  const three = kafkaProperties(node, nodes, set);
  expect(three).toContain('\ncontroller.quorum.voters=1@127.0.0.1:31,2@127.0.0.1:32,3@127.0.0.1:33\n');
  expect(three).toContain('\ntransaction.state.log.replication.factor=3\n');
  expect(three).toContain('\ntransaction.state.log.min.isr=2\n');
  const one = kafkaProperties(node, [node], set);
  expect(one).toContain('\ntransaction.state.log.replication.factor=1\n');
  expect(one).toContain('\ntransaction.state.log.min.isr=1\n');
});

describe('the command', () => {
  const main = fileURLToPath(new URL('main.mjs', import.meta.url));
  const services = (...args: readonly string[]) => {
    const env = { ...process.env, NUDGE_SERVICES: join(folder, 'services.json') };
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
      env,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };

  test('says what is wrong with what it was given', () => {
    expect(services('up', 'kafkaa')).toMatchObject({ status: 2, stdout: '' });
    expect(services('up', 'kafkaa').stderr).toMatch(/^there is no service kafkaa\nusage: /);
    expect(services('up', '--brokers', '0').stderr).toMatch(/^--brokers is a number from 1 to 9\n/);
    expect(services('up', '--broker', '3').stderr).toMatch(/--broker/);
    expect(services('status', 'kafkaa')).toMatchObject({ status: 2, stdout: '' });
    expect(services('status', 'kafkaa').stderr).toMatch(/^there is no service kafkaa\nusage: /);
    expect(services('kill').stderr).toMatch(/^usage: /);
    expect(services()).toMatchObject({ status: 2 });
  });

  test('where nothing runs: `status` says so, `down` is content', () => {
    expect(services('status')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'no services run; `scripts/services up` starts them\n',
    });
    expect(services('down')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('`status` tells of those that it is asked for, and whether any of them runs', async () => {
    const one = idleProcess();
    writeState({ ...stateWith(one), stateFile: join(folder, 'services.json') });
    expect(services('status', 'redis').status).toBe(1);
    launch(one);
    writeState({ ...stateWith(one), stateFile: join(folder, 'services.json') });
    const redis = services('status', 'redis');
    expect(redis.status).toBe(0);
    expect(redis.stdout).toContain(`redis      runs as ${one.pid}; `);
    expect(redis.stdout).not.toContain('kafka');
    const json = JSON.parse(services('status', 'redis', '--format', 'json').stdout) as object;
    expect(json).toMatchObject({ redis: { port: 1 }, processes: [{ name: 'redis', alive: true }] });
    expect(json).not.toHaveProperty('kafka');
    const kafka = services('status', 'kafka');
    expect(kafka.status).toBe(1);
    expect(kafka.stdout).toMatch(/^kafka {6}does not run\n/);
    expect(services('status').stdout).toMatch(/^kafka {6}does not run\nredis {6}runs as /);
    await end(one, 'SIGTERM');
  });
});

test('the version of Kafka is the same wherever it stands', () => {
  const text = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
  const [version] =
    /(?<=<artifactId>kafka_2.13<\/artifactId>\s*<version>)[\d.]+/.exec(text('kafka-pom.xml')) ?? [];
  expect(text('folders.mjs')).toContain(`'kafka-${version}'`);
  expect(text('kafka-pom.xml').match(/<version>4[\d.]+/g)).toEqual(Array(3).fill(`<version>${version}`));
});
