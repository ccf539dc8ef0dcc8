import { WarehouseProblem } from '../problem.ts';

const LOOKS_LIKE = 'it looks like `postgres://user:password@host:5432/database`';

/**
 * Refuses what is no URL of a Postgres server. A sign of a URL in a password moves the borders of its parts, and a piece of the
 * password would be taken for the host or the port, and stand in a message: such a URL has its `@` where none belongs.
 */
export function checkServerUrl(url: string): void {
  let parts: URL;
  try {
    parts = new URL(url);
  } catch {
    throw new WarehouseProblem(`the URL of the Postgres server cannot be read; ${LOOKS_LIKE}`);
  }
  if (parts.protocol !== 'postgres:' && parts.protocol !== 'postgresql:') {
    throw new WarehouseProblem(`the URL is not one of a Postgres server; ${LOOKS_LIKE}`);
  }
  if (parts.hash !== '' || `${parts.pathname}${parts.search}`.includes('@')) {
    throw new WarehouseProblem(
      'the URL of the Postgres server cannot be read; in a password write `#`, `/`, `?` and `@` as %23, %2F, %3F and %40',
    );
  }
}
