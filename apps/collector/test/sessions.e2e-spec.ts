import { afterEach, describe, expect, it } from 'vitest';
import {
  faultIn,
  startCollector,
  type CollectorOptions,
  type CollectorUnderTest,
} from './collector-under-test.js';

const TOKEN = 'a-token-of-the-operator';

let collector: CollectorUnderTest;

afterEach(() => collector.close());

async function start(options: CollectorOptions = {}): Promise<void> {
  collector = await startCollector(options);
}

function forget(path: string, token?: string): Promise<Response> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: token };
  return fetch(`${collector.url}/v1/sessions/${path}`, { method: 'DELETE', headers });
}

describe('deleting a session', () => {
  it('puts a tombstone on the log, between the events of that session', async () => {
    await start();
    expect((await forget('session-1?site=demo')).status).toBe(204);
    const [tombstone] = await collector.records('events', 1);
    expect(tombstone).toMatchObject({ type: 'session-deleted', site: 'demo', session: 'session-1' });
    expect(tombstone?.['id']).toMatch(/^[\w-]{8,64}$/);
  });

  it('takes the default site when none is named', async () => {
    await start({ yaml: 'sites: { shop: {} }', env: { FRESHET_DEFAULT_SITE: 'shop' } });
    expect((await forget('session-1')).status).toBe(204);
    expect((await collector.records('events', 1))[0]).toMatchObject({ site: 'shop' });
  });

  it.each([
    ['short', 400, 'FRESHET_QUERY_INVALID'],
    ['x'.repeat(5000), 400, 'FRESHET_QUERY_INVALID'],
    ['session%00-1', 400, 'FRESHET_QUERY_INVALID'],
    ['session-1?site=No', 400, 'FRESHET_QUERY_INVALID'],
    ['session-1?site=demo&site=demo', 400, 'FRESHET_QUERY_INVALID'],
    ['session-%zz', 400, 'FRESHET_QUERY_INVALID'],
    ['session-1?site=nowhere', 404, 'FRESHET_SITE_UNKNOWN'],
  ])('is refused for %s', async (path, status, code) => {
    await start();
    const response = await forget(path);
    expect(response.status).toBe(status);
    expect(await faultIn(response)).toMatchObject({ code });
  });

  it('is a 503 while the log is away, so that nobody takes a session for forgotten', async () => {
    await start();
    collector.log.fault = () => 'fails';
    const response = await forget('session-1');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
  });
});

describe('the admin token', () => {
  const guarded = ['metrics', '%6detrics', 'docs', 'docs/', 'docs/swagger-ui-init.js', 'docs/swagger-ui.css'];

  it('once set is asked for before a session is deleted', async () => {
    await start({ env: { FRESHET_ADMIN_TOKEN: TOKEN } });
    for (const wrong of [undefined, TOKEN, `Bearer ${TOKEN}x`, `bearer${TOKEN}`, 'Bearer ']) {
      const response = await forget('session-1', wrong);
      expect(response.status, wrong).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer /);
      expect(await faultIn(response)).toMatchObject({ code: 'FRESHET_UNAUTHORIZED' });
    }
    expect((await forget('session-1', `Bearer ${TOKEN}`)).status).toBe(204);
    expect(await collector.records('events', 1)).toHaveLength(1);
  });

  it.each(guarded)('once set is asked for at /%s', async (path) => {
    await start({ env: { FRESHET_ADMIN_TOKEN: TOKEN } });
    for (const method of ['GET', 'HEAD']) {
      expect((await fetch(`${collector.url}/${path}`, { method })).status, method).toBe(401);
    }
    const allowed = await fetch(`${collector.url}/${path}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(allowed.status).toBe(200);
  });

  it('is not asked for elsewhere', async () => {
    await start({ env: { FRESHET_ADMIN_TOKEN: TOKEN } });
    for (const path of ['health/live', 'health/ready', 'openapi.json']) {
      expect((await fetch(`${collector.url}/${path}`)).status, path).toBe(200);
    }
  });

  it.each(guarded)('is not asked for at /%s while none is set', async (path) => {
    await start();
    expect((await fetch(`${collector.url}/${path}`)).status).toBe(200);
  });
});
