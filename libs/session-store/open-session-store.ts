import type { EmbeddedEnvironment } from '#libs/embedded-environment';
import type { EmbeddedSessionStoreOptions } from './embedded-session-store.js';
import type { RedisSessionStoreOptions } from './redis-session-store.js';
import type { SessionStore } from './session-store.js';

/** Opens the store of a standalone service in an environment, which the caller closes after it. */
export async function openEmbeddedSessionStore(
  environment: EmbeddedEnvironment,
  options: EmbeddedSessionStoreOptions = {},
): Promise<SessionStore> {
  // Imported here, so that a distributed service never loads LMDB.
  const { EmbeddedSessionStore } = await import('./embedded-session-store.js');
  return new EmbeddedSessionStore(environment, options);
}

/**
 * Opens the store of a distributed service. It waits a moment for Redis and goes on without it: until Redis answers, every
 * method rejects with FRESHET_STORE_UNAVAILABLE.
 */
export async function openRedisSessionStore(options: RedisSessionStoreOptions): Promise<SessionStore> {
  // Imported here, so that a standalone service never loads ioredis.
  const { RedisSessionStore } = await import('./redis-session-store.js');
  return RedisSessionStore.open(options);
}
