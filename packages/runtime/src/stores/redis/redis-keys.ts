/**
 * Where a partition lives. All its keys share one hash tag and so one slot: a script may touch them all, and after a
 * fail-over that lost writes they are all as old as each other.
 */
export interface RedisKeys {
  /** Hash: `epoch`, `owner`, `commits`, `progress`, `bytes`, `half`. */
  readonly partition: string;
  /** Hash: a user's key → `UserValue`. */
  readonly users: string;
  /** Sorted set: rows by `seq`. */
  readonly outbox: string;
  /** Lists of what a commit brings that is too large for one call: user, value, …; seq, row, …. */
  readonly stagedUsers: string;
  readonly stagedRows: string;
}

export function redisKeys(prefix: string, partition: number): RedisKeys {
  const tag = `{${prefix}:p${partition}}`;
  return {
    partition: `${tag}:partition`,
    users: `${tag}:users`,
    outbox: `${tag}:outbox`,
    stagedUsers: `${tag}:staged-users`,
    stagedRows: `${tag}:staged-rows`,
  };
}

/** Where bundles are, in a slot of their own. */
export interface RedisBundleKeys {
  /** Hash: version → bundle. */
  readonly bundles: string;
  /** List: versions in the order in which they were put. */
  readonly order: string;
}

export function redisBundleKeys(prefix: string): RedisBundleKeys {
  const tag = `{${prefix}:bundles}`;
  return { bundles: `${tag}:bytes`, order: `${tag}:order` };
}

/** Throws an `Error` if the prefix would break the hash tag. */
export function checkPrefix(prefix: string): void {
  if (/^[^{}\s]+$/.test(prefix)) return;
  throw new Error(`the prefix of Redis keys \`${prefix}\` must not be empty nor hold braces or blanks`);
}
