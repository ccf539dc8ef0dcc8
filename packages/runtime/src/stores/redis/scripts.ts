import { hash } from 'node:crypto';

/** A script and what Redis knows it by. */
export interface RedisScript {
  readonly lua: string;
  readonly sha: string;
}

const script = (lua: string): RedisScript => ({ lua, sha: hash('sha1', lua, 'hex') });

/** What scripts answer in place of a result. */
export const STALE = -1;
export const UNSTAGED = -2;
export const HALF = -3;
export const LOST = -4;

/** How many values one command takes from `unpack`, whose limit is about 8,000 (`LUAI_MAXCSTACK`). Even: they are pairs. */
const AT_ONCE = 2000;

/**
 * KEYS partition, users, staged-users, staged-rows; ARGV owner. Gives epoch, progress, sum of values' bytes, users, commits.
 *
 * Rehearses each command that a commit uses: what the Redis user may not do must be known before a commit has done half of
 * its work, since a script cannot be rolled back.
 */
export const CLAIM: RedisScript = script(`
if redis.call('HGET', KEYS[1], 'half') == '1' then return ${HALF} end
redis.call('RPUSH', KEYS[3], 'a', 'b')
redis.call('LLEN', KEYS[3])
redis.call('LRANGE', KEYS[3], 0, 1)
redis.call('ZADD', KEYS[4], 1, 'a')
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', 1)
redis.call('HSTRLEN', KEYS[2], 'a')
redis.call('UNLINK', KEYS[3], KEYS[4])
local epoch = redis.call('HINCRBY', KEYS[1], 'epoch', 1)
redis.call('HSET', KEYS[1], 'owner', ARGV[1])
local known = redis.call('HMGET', KEYS[1], 'progress', 'bytes', 'commits')
return {epoch, known[1], known[2] or '0', redis.call('HLEN', KEYS[2]), known[3] or '0'}
`);

/** KEYS partition, outbox; ARGV owner, seq after which, how many. Rows that only their owner may see. */
export const OUTBOX_PAGE: RedisScript = script(`
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return ${STALE} end
return redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[2], '+inf', 'LIMIT', 0, ARGV[3])
`);

/** KEYS users; ARGV cursor, how many. Keys alone: values stay where they are (HSCAN … NOVALUES is Redis 7.4). */
export const KEYS_PAGE: RedisScript = script(`
local page = redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
local keys = {}
for i = 1, #page[2], 2 do keys[#keys + 1] = page[2][i] end
return {page[1], keys}
`);

/** KEYS users; ARGV cursor, how many, the head that means never. Key, head, key, head, … */
export const DUES_PAGE: RedisScript = script(`
local page = redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
local dues = {}
for i = 1, #page[2], 2 do
  local head = string.sub(page[2][i + 1], 1, 8)
  if head ~= ARGV[3] then
    dues[#dues + 1] = page[2][i]
    dues[#dues + 1] = head
  end
end
return {page[1], dues}
`);

/** KEYS partition, staged-users, staged-rows; ARGV owner, whether it is the first ('1'), n, n values of users, values of rows. */
export const STAGE: RedisScript = script(`
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return ${STALE} end
if ARGV[2] == '1' then redis.call('UNLINK', KEYS[2], KEYS[3]) end
local users = 3 + tonumber(ARGV[3])
local function push(key, first, last)
  for i = first, last, ${AT_ONCE} do
    redis.call('RPUSH', key, unpack(ARGV, i, math.min(i + ${AT_ONCE - 1}, last)))
  end
end
push(KEYS[2], 4, users)
push(KEYS[3], users + 1, #ARGV)
return 1
`);

/**
 * KEYS partition, users, outbox, staged-users, staged-rows; ARGV owner, commits, progress, trimmed seq, staged values of
 * users, staged values of rows, n, n values of users (key, value, …), values of rows (seq, row, …). Gives the sum of
 * values' bytes and the number of users.
 *
 * `commits` counts those that the partition ever had. Where it is not what the owner knows, Redis has lost some and kept
 * the claim before them.
 *
 * Everything that can be refused is refused before the first write: the owner, what is staged, and, by Redis itself, a
 * memory that is full, a replica, a disk that cannot be written (it asks at the first write of a script only, and HSET is
 * one that it refuses). Should a write fail all the same, e.g. because the disk broke in the middle, `half` stays and
 * nobody goes on from there.
 */
export const COMMIT: RedisScript = script(`
local held = redis.call('HMGET', KEYS[1], 'owner', 'commits', 'bytes')
if held[1] ~= ARGV[1] then return ${STALE} end
local commits = tonumber(held[2] or '0')
if commits ~= tonumber(ARGV[2]) then return ${LOST} end
local stagedUsers, stagedRows = tonumber(ARGV[5]), tonumber(ARGV[6])
if stagedUsers + stagedRows > 0 then
  if redis.call('LLEN', KEYS[4]) ~= stagedUsers then return ${UNSTAGED} end
  if redis.call('LLEN', KEYS[5]) ~= stagedRows then return ${UNSTAGED} end
end
local bytes = tonumber(held[3] or '0')
redis.call('HSET', KEYS[1], 'half', '1')
local function putUsers(values, first, last)
  for i = first, last, ${AT_ONCE} do
    local upTo = math.min(i + ${AT_ONCE - 1}, last)
    for k = i, upTo, 2 do
      bytes = bytes + #values[k + 1] - redis.call('HSTRLEN', KEYS[2], values[k])
    end
    redis.call('HSET', KEYS[2], unpack(values, i, upTo))
  end
end
local function putRows(values, first, last)
  for i = first, last, ${AT_ONCE} do
    redis.call('ZADD', KEYS[3], unpack(values, i, math.min(i + ${AT_ONCE - 1}, last)))
  end
end
for i = 0, stagedUsers - 1, ${AT_ONCE} do
  local values = redis.call('LRANGE', KEYS[4], i, i + ${AT_ONCE - 1})
  putUsers(values, 1, #values)
end
for i = 0, stagedRows - 1, ${AT_ONCE} do
  local values = redis.call('LRANGE', KEYS[5], i, i + ${AT_ONCE - 1})
  putRows(values, 1, #values)
end
local users = 7 + tonumber(ARGV[7])
putUsers(ARGV, 8, users)
putRows(ARGV, users + 1, #ARGV)
if stagedUsers + stagedRows > 0 then redis.call('UNLINK', KEYS[4], KEYS[5]) end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ARGV[4])
local whole = '%.0f'
redis.call('HSET', KEYS[1], 'progress', ARGV[3], 'commits', whole:format(commits + 1), 'bytes', whole:format(bytes), 'half', '0')
return {whole:format(bytes), redis.call('HLEN', KEYS[2])}
`);

/** KEYS bundles, order; ARGV version, bytes, how many are kept. Where it fails in the middle, what is there is kept. */
export const KEEP_BUNDLE: RedisScript = script(`
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('LREM', KEYS[2], 0, ARGV[1])
redis.call('RPUSH', KEYS[2], ARGV[1])
while redis.call('LLEN', KEYS[2]) > tonumber(ARGV[3]) do
  redis.call('HDEL', KEYS[1], redis.call('LPOP', KEYS[2]))
end
return 1
`);
