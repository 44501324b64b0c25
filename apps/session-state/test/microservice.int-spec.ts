import { encodeRecord, FreshetError, logKeyOf } from '#libs/contracts';
import { AppRootModule, EmbeddedPortsModule } from '#libs/deployment';
import { EVENT_LOG, type EventLog } from '#libs/event-log';
import {
  createHttpApplication,
  HealthIndicators,
  loadConfiguration,
  MetricsRegistry,
  StructuredLogger,
} from '#libs/runtime';
import { encodeSession } from '#libs/session';
import { SESSION_STORE, type SessionStore } from '#libs/session-store';
import { eventRecord, SOME_SESSION, stateOf } from '#libs/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { consumeSessionEvents } from '../consume-session-events.js';
import { EventLogStrategy } from '../event-log.strategy.js';
import { SessionStateModule } from '../session-state.module.js';

describe('session-state as a Nest microservice', () => {
  let folder: string;
  let application: NestFastifyApplication;
  let log: EventLog;
  let store: SessionStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'freshet-microservice-'));
    const configuration = loadConfiguration({ FRESHET_DATA: folder }, () => '');
    const module = AppRootModule.of(EmbeddedPortsModule, SessionStateModule)(configuration);
    application = await createHttpApplication(module, configuration, new StructuredLogger('test', 'error'));
    application.useLogger(false);
    log = application.get<EventLog>(EVENT_LOG);
    store = application.get<SessionStore>(SESSION_STORE);
  });

  afterEach(async () => {
    await application.close();
    await rm(folder, { recursive: true });
  });

  const events = [eventRecord({ receivedAt: Date.now() }), eventRecord({ receivedAt: Date.now() })];
  const append = (): Promise<void> =>
    log.append(
      'events',
      events.map((event) => ({ key: logKeyOf(event), value: encodeRecord(event) })),
    );

  async function expectFolded(): Promise<void> {
    await vi.waitFor(async () => {
      const [state] = await store.load([SOME_SESSION]);
      expect(state && encodeSession(state)).toEqual(encodeSession(stateOf(...events)));
    });
  }

  it('folds what is appended, and counts it', async () => {
    await consumeSessionEvents(application);
    await append();
    await expectFolded();
    const metrics = await application.get(MetricsRegistry).metrics();
    expect(metrics).toContain('freshet_freshness_seconds_count 2');
    expect(metrics).toContain('freshet_session_state_records_total{outcome="folded"} 2');
    expect(metrics).toContain('freshet_session_state_lag_records 0');
  });

  it('is ready once it consumes', async () => {
    await application.init();
    const health = application.get(HealthIndicators);
    expect(await health.readiness()).toMatchObject({ status: 'unready' });
    await consumeSessionEvents(application);
    await vi.waitFor(async () => expect(await health.readiness()).toMatchObject({ status: 'ready' }));
  });

  it('is given a batch again whose store was away, and says meanwhile what is wrong', async () => {
    const away = new FreshetError('FRESHET_STORE_UNAVAILABLE', 'The store is away for a while.', {
      retryable: true,
    });
    let failures = 0;
    const save = vi.spyOn(store, 'save').mockImplementation(() => {
      failures += 1;
      return Promise.reject(away);
    });
    await consumeSessionEvents(application);
    await append();
    await vi.waitFor(() => expect(failures).toBeGreaterThan(1));
    const report = await application.get(HealthIndicators).readiness();
    expect(JSON.stringify(report)).toContain(away.message);
    save.mockRestore();
    await expectFolded();
  });

  it('stops with the application, before the store closes', async () => {
    await consumeSessionEvents(application);
    const ended: string[] = [];
    const record = (name: string, closing: { close(): Promise<void> }): void => {
      const close = closing.close.bind(closing);
      vi.spyOn(closing, 'close').mockImplementation(async () => {
        await close();
        ended.push(name);
      });
    };
    record('consumer', application.get(EventLogStrategy));
    record('log', log);
    record('store', store);
    await append();
    await application.close();
    expect(ended).toEqual(['consumer', 'log', 'store']);
  });
});
