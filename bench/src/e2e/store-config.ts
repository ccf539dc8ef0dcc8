import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './broker.ts';
import type { StoreKind } from './rows.ts';

/** Where the workers of one run keep their state; nothing of it stays behind. */
export interface BenchStore {
  readonly config: object;
  /** Of files; `null` where a server keeps them. */
  readonly diskBytes: () => number | null;
  readonly end: () => void;
}

/** `folder` is not there yet; `name` is nobody else's, and a plain word. */
export function makeStore(kind: StoreKind, bench: Bench, folder: string, name: string): BenchStore {
  switch (kind) {
    case 'memory':
      return { config: { kind }, diskBytes: () => null, end: () => {} };
    case 'disk':
      return {
        config: { kind, folder },
        diskBytes: () => folderBytes(folder),
        end: () => rmSync(folder, { recursive: true, force: true }),
      };
    case 'redis': {
      const config = { kind, prefix: name, ...reachedBy(bench.redisUrl ?? '', folder) };
      return { config, diskBytes: () => null, end: () => dropKeys(bench.redisUrl ?? '', name) };
    }
    case 'postgres': {
      const config = { kind, schema: name, ...reachedBy(bench.postgresUrl ?? '', folder) };
      return { config, diskBytes: () => null, end: () => dropSchema(bench.postgresUrl ?? '', name) };
    }
    default:
      return kind satisfies never;
  }
}

/** Passwords are read from files only. */
function reachedBy(text: string, folder: string): object {
  const url = new URL(text);
  const passwordFile = `${folder}-password`;
  writeFileSync(passwordFile, decodeURIComponent(url.password), { mode: 0o600 });
  const { username } = url;
  url.username = '';
  url.password = '';
  return { url: url.href, passwordFile, ...(username === '' ? {} : { username }) };
}

function folderBytes(folder: string): number {
  if (!existsSync(folder)) return 0;
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    // A file may go while it is looked at.
    bytes += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}

function dropKeys(url: string, prefix: string): void {
  const keys = execFileSync(
    'redis-cli',
    ['-u', url, '--no-auth-warning', '--scan', '--pattern', `${prefix}*`],
    {
      encoding: 'utf8',
    },
  );
  const found = keys.split('\n').filter((key) => key !== '');
  for (let i = 0; i < found.length; i += 1000) {
    execFileSync('redis-cli', ['-u', url, '--no-auth-warning', 'unlink', ...found.slice(i, i + 1000)]);
  }
}

function dropSchema(url: string, schema: string): void {
  execFileSync('psql', [url, '-qc', `drop schema if exists "${schema}" cascade`], { stdio: 'ignore' });
}
