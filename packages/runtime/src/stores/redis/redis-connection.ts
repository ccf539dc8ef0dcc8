import type { Cluster, Redis } from 'ioredis';
import { StoreUnavailable } from '../../ports/state-store.ts';
import { redisProblem } from './redis-problem.ts';
import type { RedisScript } from './scripts.ts';

export type RedisClient = Redis | Cluster;
export type RedisArgument = string | number | Buffer;

/** A client of Redis whose failures are the port's. */
export class RedisConnection {
  readonly client: RedisClient;
  /** For messages; without secrets. */
  readonly where: string;

  constructor(client: RedisClient, where: string) {
    this.client = client;
    this.where = where;
    // What broke is told to whoever asks next; without a listener the client would write to the console.
    client.on('error', () => {});
  }

  /** Runs a script by its hash, and sends its text only to a server that does not have it, which then has done nothing yet. */
  run(
    about: string,
    script: RedisScript,
    keys: readonly string[],
    values: readonly RedisArgument[],
  ): Promise<unknown> {
    const rest = [keys.length, ...keys, ...values];
    return this.ask(about, async (client) => {
      try {
        return await client.callBuffer('evalsha', [script.sha, ...rest]);
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
        return await client.callBuffer('eval', [script.lua, ...rest]);
      }
    });
  }

  async ask<T>(about: string, question: (client: RedisClient) => Promise<T>): Promise<T> {
    try {
      return await question(this.client);
    } catch (error) {
      throw redisProblem(`${this.where}: ${about}`, error);
    }
  }

  close(): void {
    this.client.disconnect();
  }
}

/** An answer that is not of the form that our scripts give: something in between changed it. */
export function oddAnswer(where: string): StoreUnavailable {
  return new StoreUnavailable(`${where}: an answer that is not understood`);
}
