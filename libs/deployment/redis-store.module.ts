import { FreshetError } from '#libs/contracts';
import { CONFIGURATION, type Configuration } from '#libs/runtime';
import { openRedisSessionStore, SESSION_STORE, type SessionStore } from '#libs/session-store';
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { noticeLog } from './notice-log.js';

const HOUR_MS = 3_600_000;

function openStore({ environment, session, recommender }: Configuration): Promise<SessionStore> {
  const { redisUrl: url } = environment;
  if (url === undefined) {
    const details = ['FRESHET_REDIS_URL is not set: it names the session store, such as redis://redis:6379'];
    throw new FreshetError('FRESHET_CONFIG_INVALID', `${details[0] ?? ''}.`, { details });
  }
  return openRedisSessionStore({
    urls: [url],
    ttlMs: session.ttlHours * HOUR_MS,
    readTimeoutMs: recommender.storeTimeoutMs,
    onNotice: noticeLog('SessionStore'),
  });
}

/** Stands Redis behind the SessionStore port. Global, so that Nest closes it after every module that uses it. */
@Global()
@Module({
  providers: [{ provide: SESSION_STORE, useFactory: openStore, inject: [CONFIGURATION] }],
  exports: [SESSION_STORE],
})
export class RedisStoreModule implements OnApplicationShutdown {
  constructor(@Inject(SESSION_STORE) private readonly store: SessionStore) {}

  onApplicationShutdown(): Promise<void> {
    return this.store.close();
  }
}
