import type { Cluster, Redis } from 'ioredis';

/** KEYS vector, ids. ARGV expected prefix (empty: absent), vector, ids, ttl in ms, length of a prefix. */
const SAVE_SESSION = `
local size = tonumber(ARGV[5])
local stored = redis.call('GETRANGE', KEYS[1], 0, size - 1)
if stored ~= ARGV[1] then
  if stored == string.sub(ARGV[2], 1, size) then return 1 end
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[4])
redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
return 1`;

/** KEYS vector, ids. ARGV the vector that could not be read. */
const DISCARD_SESSION = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1], KEYS[2])`;

/** KEYS one key. ARGV expected text (empty: absent), next text. */
const COMPARE_AND_SET = `
local stored = redis.call('GET', KEYS[1]) or ''
if stored == ARGV[2] then return 1 end
if stored ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1`;

/** Each may be sent twice: the second time changes nothing and answers the same. */
export const SCRIPTS = {
  freshetSave: { lua: SAVE_SESSION, numberOfKeys: 2 },
  freshetDiscard: { lua: DISCARD_SESSION, numberOfKeys: 2 },
  freshetCompareAndSet: { lua: COMPARE_AND_SET, numberOfKeys: 1 },
} as const;

/** A connection that knows the scripts; 1 is done, 0 refused. */
export type ScriptedRedis = (Redis | Cluster) & {
  freshetSave(
    vectorKey: string,
    idsKey: string,
    expectedPrefix: Buffer | '',
    vector: Buffer,
    ids: Buffer,
    ttlMs: number,
    prefixBytes: number,
  ): Promise<number>;
  freshetDiscard(vectorKey: string, idsKey: string, vector: Buffer): Promise<number>;
  freshetCompareAndSet(key: string, expected: string, next: string): Promise<number>;
};
