import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { until } from './until.ts';

export const hasRedisServer: boolean = spawnSync('redis-server', ['--version']).status === 0;

/** A Redis of a test's own, whose settings nobody else minds. */
export class OwnRedis {
  readonly host = '127.0.0.1';
  readonly password = '';
  readonly port: number;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(port: number, process: ChildProcess, folder: string) {
    this.port = port;
    this.#process = process;
    this.#folder = folder;
  }

  static async start(...settings: readonly string[]): Promise<OwnRedis> {
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'nudge-redis-'));
    const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    const process = spawn('redis-server', [...place, ...settings], { stdio: 'ignore' });
    const own = new OwnRedis(port, process, folder);
    await until(() => own.ask((client) => client.ping()));
    return own;
  }

  async ask<T>(question: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis({ host: this.host, port: this.port, protocol: 2, maxRetriesPerRequest: 0 });
    client.on('error', () => {});
    try {
      return await question(client);
    } finally {
      client.disconnect();
    }
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      this.#process.kill('SIGKILL');
      await once(this.#process, 'exit');
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
