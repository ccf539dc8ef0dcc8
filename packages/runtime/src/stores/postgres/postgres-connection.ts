import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { postgresProblem } from './postgres-problem.ts';

/** How long the server may take to say good-bye. */
const GOODBYE_MS = 1000;

const unheard = (): void => {};

/** A statement that is prepared once on each connection, and its values. */
export interface Prepared {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A pool of connections whose failures are the port's. */
export class PostgresConnection {
  readonly #pool: Pool;
  /** For messages; without secrets. */
  readonly where: string;

  constructor(pool: Pool, where: string) {
    this.#pool = pool;
    this.where = where;
    // A connection may break while nobody uses it: the pool makes another one.
    pool.on('error', () => {});
  }

  rows<Row extends readonly unknown[]>(
    about: string,
    { name, text, values }: Prepared,
  ): Promise<readonly Row[]> {
    return this.#orProblem(about, async () => {
      const asked = { name, text, values: [...values], rowMode: 'array' as const };
      return (await this.#pool.query<Row & unknown[]>(asked)).rows;
    });
  }

  /** Sees what others have committed up to each of its statements. */
  transaction<T>(about: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.#orProblem(about, async () => {
      const client = await this.#pool.connect();
      // When it breaks between two statements the next one says so; unheard, the event would end the process.
      client.on('error', unheard);
      try {
        await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
        const done = await work(client);
        await client.query('COMMIT');
        client.off('error', unheard);
        client.release();
        return done;
      } catch (error) {
        // What state it is in is not worth finding out.
        client.release(true);
        throw error;
      }
    });
  }

  async #orProblem<T>(about: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw postgresProblem(`${this.where}: ${about}`, error);
    }
  }

  /** Says good-bye; a server that does not answer is not waited for. */
  async close(): Promise<void> {
    const waited = new AbortController();
    const late = sleep(GOODBYE_MS, undefined, { signal: waited.signal }).catch(() => {});
    await Promise.race([this.#pool.end(), late]);
    waited.abort();
  }
}
