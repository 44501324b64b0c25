import 'reflect-metadata';
import type { ErrorAnswer, SessionAnswer } from '#libs/contracts';
import { openEmbeddedEnvironment } from '#libs/embedded-environment';
import { EVENT_LOG, openEmbeddedEventLog, type EventLog } from '#libs/event-log';
import { freePort } from '#libs/parts';
import { createHttpApplication, listen, loadConfiguration, RuntimeModule } from '#libs/runtime';
import { openRedisSessionStore, SESSION_STORE, type SessionStore } from '#libs/session-store';
import { describeWithPart, eventRecord, SOME_SESSION, stateOf, temporaryFolder } from '#libs/testing';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { RecommenderModule } from '../recommender.module.js';

@Global()
@Module({})
class Ports {}

@Module({})
class RecommenderRoot {}

const undo: (() => Promise<unknown>)[] = [];

/** A recommender on a store, which its caller closes. @returns its address. */
async function startRecommender(store: SessionStore): Promise<string> {
  const folder = await temporaryFolder();
  undo.unshift(() => folder.remove());
  const environment = openEmbeddedEnvironment(join(folder.path, 'live'));
  undo.unshift(() => environment.close());
  const log = await openEmbeddedEventLog(environment);
  undo.unshift(() => log.close());
  const configuration = loadConfiguration(
    { PORT: '0', HOST: '127.0.0.1', FRESHET_DATA: folder.path },
    () => '{}',
  );
  const imports = [RuntimeModule.forRoot(configuration), portsOf(store, log), RecommenderModule];
  const application = await createHttpApplication({ module: RecommenderRoot, imports }, configuration);
  application.useLogger(false);
  undo.unshift(() => application.close());
  return listen(application, configuration);
}

function portsOf(store: SessionStore, log: EventLog): DynamicModule {
  const providers = [
    { provide: SESSION_STORE, useValue: store },
    { provide: EVENT_LOG, useValue: log },
  ];
  return { module: Ports, providers, exports: [SESSION_STORE, EVENT_LOG] };
}

async function openStore(url: string): Promise<SessionStore> {
  const store = await openRedisSessionStore({ urls: [url], keyPrefix: `test-${randomUUID()}:` });
  undo.unshift(() => store.close());
  return store;
}

afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

describeWithPart('Redis', 'asking what is known of a session, from Redis', (redis) => {
  it('tells what the store has', async () => {
    const store = await openStore(redis);
    const next = stateOf(eventRecord({ item: 'dune' }), eventRecord({ item: 'heat', type: 'cart' }));
    await store.save([{ ref: SOME_SESSION, expected: null, next }]);
    const response = await fetch(`${await startRecommender(store)}/sessions/session-1?site=demo`);
    const answer = (await response.json()) as SessionAnswer;
    expect(answer).toMatchObject({ ...SOME_SESSION, events: 2 });
    expect(answer.asOf).toBe(new Date(next.receivedAtMs).toISOString());
    expect(answer.interactions.map(({ item, type }) => [item, type])).toEqual([
      ['dune', 'view'],
      ['heat', 'cart'],
    ]);
  });

  it('says that the store is away, and when to ask again, while recommendations go on', async () => {
    const url = await startRecommender(await openStore(`redis://127.0.0.1:${await freePort()}`));
    const response = await fetch(`${url}/sessions/session-1`, {
      headers: { origin: 'https://shop.example' },
    });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(response.headers.get('access-control-expose-headers')).toBe('Retry-After');
    const { error } = (await response.json()) as ErrorAnswer;
    expect(error.code).toBe('FRESHET_STORE_UNAVAILABLE');
    expect((await fetch(`${url}/recommendations?session=session-1`)).status).toBe(200);
  });
});
