import { openDuckdb, openPglite, openPostgres, type Warehouse } from '@nudge/warehouse';
import { WrongUsage } from '../exit-status.ts';
import type { Io } from '../io.ts';

export const ENGINES = ['duckdb', 'postgres'] as const;

export type BatchEngine = (typeof ENGINES)[number];

/** May hold the URL of the server, so that its password stands in no list of processes. */
export const URL_VARIABLE = 'NUDGE_POSTGRES_URL';

/** The database that evaluates the rules: Postgres on a server if a URL is given, else one of this process. */
export function openWarehouse(engine: BatchEngine, url: string | undefined, { env }: Io): Promise<Warehouse> {
  if (engine === 'duckdb') {
    if (url !== undefined)
      throw new WrongUsage('--url is for --engine postgres; duckdb runs in this process');
    return openDuckdb();
  }
  // Most likely a variable of a script that is not set: the database of this process would be taken for the server.
  if (url === '') throw new WrongUsage('--url is empty; leave it out for a Postgres inside this process');
  const server = url ?? env[URL_VARIABLE] ?? '';
  return server === '' ? openPglite() : openPostgres(server);
}
