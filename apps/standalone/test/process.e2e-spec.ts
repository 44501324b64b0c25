import type { Slate } from '#libs/contracts';
import { RunningService, temporaryFolder } from '#libs/testing';
import { randomUUID } from 'node:crypto';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyFiles } from '#libs/event-history';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { publishTiny } from './standalone.fixture.js';
import { buildSite } from '../../co-watch/index.js';

describe('a standalone process', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  const services: RunningService[] = [];

  beforeEach(async () => {
    folder = await temporaryFolder();
    await publishTiny(folder.path, 'demo', [
      ['dune', 'alien'],
      ['heat', 'ronin'],
    ]);
  });
  afterEach(async () => {
    for (const service of services.splice(0)) await service.stop('SIGKILL');
    await folder.remove();
  });

  function start(env: NodeJS.ProcessEnv = {}): RunningService {
    const all = { FRESHET_DATA: folder.path, PORT: '0', HOST: '127.0.0.1', ...env };
    const service = RunningService.start('apps/standalone/main.js', all);
    services.push(service);
    return service;
  }

  async function view(url: string, session: string, item: string): Promise<void> {
    const events = [{ id: randomUUID(), session, type: 'view', item, ts: Date.now() }];
    const body = JSON.stringify({ site: 'demo', sentAt: Date.now(), events });
    expect((await fetch(`${url}/v1/events`, { method: 'POST', body })).status).toBe(202);
  }

  async function recommend(url: string, session: string): Promise<Slate> {
    return (await (await fetch(`${url}/recommendations?session=${session}`)).json()) as Slate;
  }

  it('prints its address and three commands that show the loop', async () => {
    const service = start();
    const url = await service.url();
    await service.says(/What this visitor gets now:\n {2}curl .*\n/);
    const commands = service.output.split('\n').filter((line) => line.startsWith('  curl '));
    expect(commands).toHaveLength(3);
    expect(commands.every((command) => command.includes(url))).toBe(true);
  });

  it('remembers sessions across a kill and a restart', async () => {
    const killed = start();
    const url = await killed.url();
    await view(url, 'killed-session', 'heat');
    await vi.waitFor(async () => expect((await recommend(url, 'killed-session')).sessionEvents).toBe(1));
    expect(await killed.stop('SIGKILL')).toBe('SIGKILL');

    const again = await start().url();
    const slate = await recommend(again, 'killed-session');
    expect(slate).toMatchObject({ strategy: 'session', sessionEvents: 1 });
    expect(slate.items[0]).toMatchObject({ item: 'ronin', because: 'heat' });
  });

  it('has in its history, once, what it had accepted before it was told to stop', async () => {
    const service = start();
    const url = await service.url();
    await view(url, 'archived-session', 'heat');
    expect(await service.stop()).toBe(0);
    const files = await historyFiles({ dataFolder: folder.path, site: 'demo' }, 'events');
    expect(files.filter((file) => !file.includes('/import-'))).toHaveLength(1);
  });

  it('refuses a data folder that another service has open, by name', async () => {
    const first = start();
    await first.url();
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.output).toContain('FRESHET_DATA_IN_USE');
    expect(second.output).toContain(folder.path);
  });

  it('asks for the admin token at its metrics and its documentation, page and files', async () => {
    const token = 'a-token-of-the-operator';
    const url = await start({ FRESHET_ADMIN_TOKEN: token }).url();
    const headers = { authorization: `Bearer ${token}` };
    for (const path of ['metrics', 'docs', 'docs/swagger-ui-bundle.js', 'docs/swagger-ui-init.js']) {
      expect((await fetch(`${url}/${path}`)).status, path).toBe(401);
      expect((await fetch(`${url}/${path}`, { headers })).status, path).toBe(200);
    }
    // What partners write their clients by is open.
    expect((await fetch(`${url}/openapi.json`)).status).toBe(200);
  });

  it('lists every mistake of its configuration at once', async () => {
    const config = join(folder.path, 'freshet.yaml');
    await writeFile(
      config,
      [
        'sites: { Demo: {} }',
        'collector: { deadlineMs: soon, trustedProxies: [somewhere] }',
        'sesion: { ttlHours: 2 }',
        'tables: { keepVersions: 1 }',
      ].join('\n'),
    );
    const service = start({ FRESHET_CONFIG: config });
    expect(await service.ended).toBe(1);
    for (const mistake of ['Demo', 'deadlineMs', 'trustedProxies', 'sesion', 'keepVersions']) {
      expect(service.output).toContain(mistake);
    }
    expect(service.output).toContain('5 problems');
  });

  it('names a history file that was cut short, when tables are built from it', async () => {
    const [file = ''] = await historyFiles({ dataFolder: folder.path, site: 'demo' }, 'events');
    await truncate(file, 40);
    await expect(buildSite({ site: 'demo', dataFolder: folder.path })).rejects.toMatchObject({
      code: 'FRESHET_HISTORY_UNREADABLE',
      message: expect.stringContaining(file) as string,
    });
  });
});
