import { parseSlateRecord, type ErrorAnswer, type SlateRecord } from '#libs/contracts';
import { EVENT_LOG, type EventLog } from '#libs/event-log';
import { appendFile, cp, mkdir, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { publishTiny, Standalone, type TinyHistory } from './standalone.fixture.js';

/** Two tastes that never meet: who likes one is shown nothing of the other first. */
const TASTES: TinyHistory = [
  ['dune', 'alien', 'solaris'],
  ['dune', 'alien'],
  ['alien', 'solaris', 'dune'],
  ['heat', 'ronin'],
  ['heat', 'ronin', 'drive'],
];

async function errorOf(response: Response): Promise<{ status: number } & ErrorAnswer['error']> {
  const { error } = (await response.json()) as ErrorAnswer;
  return { status: response.status, ...error };
}

describe('asking for recommendations', () => {
  let service: Standalone;

  beforeAll(async () => {
    const yaml = `
sites:
  demo: {}
  empty: { fixed: [a, b, c] }
  strict: { filters: { seen: true, exclude: [ronin] } }
`;
    service = await Standalone.start({ demo: TASTES, strict: TASTES }, yaml);
  });
  afterAll(() => service.close());

  it('answers a session nobody has seen with what is popular', async () => {
    const slate = await service.recommend({ session: 'unseen-session' });
    expect(slate).toMatchObject({
      site: 'demo',
      session: 'unseen-session',
      strategy: 'popular',
      sessionEvents: 0,
      asOf: null,
      experiments: {},
      degraded: [],
    });
    expect(slate.items.map(({ item }) => item)).toHaveLength(6);
    expect(slate.items.every(({ because, source }) => because === null && source === null)).toBe(true);
    expect(slate).not.toHaveProperty('after');
  });

  it('changes the answer as soon as an event is in, and says why', async () => {
    const before = Date.now();
    const slate = await service.viewThenRecommend('fresh-session', ['heat']);
    expect(slate.strategy).toBe('session');
    expect(slate.items[0]).toMatchObject({ item: 'ronin', because: 'heat', source: 'next' });
    expect(slate.sessionEvents).toBe(1);
    expect(Date.parse(slate.asOf ?? '')).toBeGreaterThanOrEqual(before);
    const moved = await service.viewThenRecommend('fresh-session', ['dune']);
    expect(moved.items[0]).toMatchObject({ item: 'alien', because: 'dune' });
    expect(moved.sessionEvents).toBe(2);
  });

  it('answers from the item on the page when the session is unknown', async () => {
    const slate = await service.recommend({ session: 'unseen-session', viewing: 'heat' });
    expect(slate).toMatchObject({ strategy: 'viewing', sessionEvents: 0 });
    expect(slate.items[0]).toMatchObject({ item: 'ronin', because: 'heat' });
  });

  it('answers with the fixed list where a site has no tables', async () => {
    const slate = await service.recommend({ site: 'empty', session: 'unseen-session', limit: '2' });
    expect(slate).toMatchObject({ strategy: 'fixed', tables: null, degraded: [] });
    expect(slate.items.map(({ item }) => item)).toEqual(['a', 'b']);
  });

  it('says that an event is not in the vector when the wait is over', async () => {
    const slate = await service.recommend({ session: 'unseen-session', after: 'no-such-event', wait: '5' });
    expect(slate.after).toEqual({ id: 'no-such-event', included: false });
  });

  it('leaves out what the reader and the site exclude, and nothing else', async () => {
    const kept = await service.viewThenRecommend('filter-session', ['dune']);
    expect(kept.items.map(({ item }) => item)).toContain('dune');
    const params = new URLSearchParams([
      ['session', 'filter-session'],
      ['exclude', 'alien'],
      ['exclude', 'solaris'],
    ]);
    const response = await fetch(`${service.url}/recommendations?${params.toString()}`);
    const { items } = (await response.json()) as { items: { item: string }[] };
    expect(items.map(({ item }) => item)).not.toContain('alien');
    expect(items.map(({ item }) => item)).not.toContain('solaris');

    await service.view('strict-session', ['heat'], 'strict');
    await vi.waitFor(async () => {
      const slate = await service.recommend({ site: 'strict', session: 'strict-session' });
      expect(slate.sessionEvents).toBe(1);
      expect(slate.items.map(({ item }) => item)).not.toContain('heat');
      expect(slate.items.map(({ item }) => item)).not.toContain('ronin');
    });
  });

  it('gives at most as many items as asked', async () => {
    expect((await service.recommend({ session: 'unseen-session', limit: '1' })).items).toHaveLength(1);
    expect((await service.recommend({ session: 'unseen-session', limit: '100' })).items).toHaveLength(6);
  });

  it.each([['0'], ['10000'], ['many']])('refuses limit %s', async (limit) => {
    expect(await errorOf(await service.ask({ session: 'unseen-session', limit }))).toEqual({
      status: 400,
      code: 'FRESHET_QUERY_INVALID',
      message: 'limit must be a whole number from 1 to 100.',
      details: [{ parameter: 'limit', message: 'limit must be a whole number from 1 to 100' }],
    });
  });

  it('refuses a missing session and an unknown site, saying what to do', async () => {
    expect(await errorOf(await service.ask({}))).toMatchObject({
      status: 400,
      message: 'session is missing: it must be 8 to 64 of A-Z a-z 0-9 _ -.',
    });
    expect(await errorOf(await service.ask({ session: 'unseen-session', site: 'nowhere' }))).toMatchObject({
      status: 404,
      code: 'FRESHET_SITE_UNKNOWN',
      message: 'There is no site nowhere. Add it to config/freshet.yaml, or import something for it.',
    });
  });

  it('puts a slate record on the log for every answer', async () => {
    const log = service.application.get<EventLog>(EVENT_LOG);
    const records = new Map<string, SlateRecord>();
    const consumption = await log.consume({
      group: 'slate-test',
      topics: ['slates'],
      handle: (batch) => {
        for (const { value } of batch.records) {
          const record = parseSlateRecord(value);
          records.set(record.id, record);
        }
        return Promise.resolve();
      },
    });
    const slate = await service.recommend({ session: 'slate-session', visitor: 'device-0001', limit: '2' });
    await vi.waitFor(() => expect(records.get(slate.slate)).toBeDefined());
    expect(records.get(slate.slate)).toMatchObject({
      type: 'slate',
      site: 'demo',
      session: 'slate-session',
      visitor: 'device-0001',
      strategy: 'popular',
      tables: slate.tables,
      items: slate.items.map(({ item }) => item),
    });
    await consumption.stop();
  });

  it('forgets a session on DELETE, and a new event begins it anew', async () => {
    await service.viewThenRecommend('gone-session-1', ['heat', 'ronin']);
    const url = `${service.url}/v1/sessions/gone-session-1?site=demo`;
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(204);
    await vi.waitFor(async () => {
      const slate = await service.recommend({ session: 'gone-session-1' });
      expect(slate).toMatchObject({ strategy: 'popular', sessionEvents: 0, asOf: null });
    });
    const again = await service.viewThenRecommend('gone-session-1', ['dune']);
    expect(again.sessionEvents).toBe(1);
  });
});

describe('two sites in one deployment', () => {
  it('never see each other: same session id, own events, own tables, own slates', async () => {
    const yaml = 'sites: { demo: {}, shop: {} }';
    const service = await Standalone.start(
      {
        demo: TASTES,
        shop: [
          ['pen', 'ink'],
          ['pen', 'ink'],
        ],
      },
      yaml,
    );
    try {
      await service.viewThenRecommend('shared-session', ['heat']);
      const shop = await service.recommend({ site: 'shop', session: 'shared-session' });
      expect(shop).toMatchObject({ strategy: 'popular', sessionEvents: 0 });
      expect(shop.items.map(({ item }) => item).sort()).toEqual(['ink', 'pen']);
      await service.view('shared-session', ['pen'], 'shop');
      await vi.waitFor(async () => {
        const slate = await service.recommend({ site: 'shop', session: 'shared-session' });
        expect(slate.items[0]).toMatchObject({ item: 'ink', because: 'pen' });
      });
      const demo = await service.recommend({ session: 'shared-session' });
      expect(demo.sessionEvents).toBe(1);
      expect(demo.items.map(({ item }) => item)).not.toContain('pen');
    } finally {
      await service.close();
    }
  });
});

describe('table versions while answering', () => {
  let service: Standalone;
  let first: string;

  beforeAll(async () => {
    service = await Standalone.start({ demo: TASTES });
    first = (await service.recommend({ session: 'unseen-session' })).tables ?? '';
  });
  afterAll(() => service.close());

  it('swap without an answer failing', async () => {
    let asked = 0;
    let swapped = false;
    const asking = (async () => {
      while (!swapped) {
        const { tables, items } = await service.recommend({ session: 'unseen-session' });
        expect(items.length).toBeGreaterThan(0);
        asked += 1;
        swapped = tables !== first;
      }
    })();
    const second = await publishTiny(service.dataFolder, 'demo', [['up', 'cars'], ...TASTES]);
    await asking;
    expect(second).not.toBe(first);
    expect(asked).toBeGreaterThan(0);
  });

  it.each([
    ['a corrupt file', (folder: string) => writeFile(join(folder, 'manifest.json'), '{}')],
    ['a truncated file', async (folder: string) => truncate(join(folder, await arrayFileOf(folder)), 3)],
    ['a changed file', async (folder: string) => appendFile(join(folder, await arrayFileOf(folder)), 'x')],
  ])('stay as they are when the next version has %s', async (_, damage) => {
    const serving = (await service.recommend({ session: 'unseen-session' })).tables ?? '';
    const tables = join(service.dataFolder, 'tables', 'demo');
    const broken = serving.replace(/[0-9a-f]{8}$/, '00000000');
    await cp(join(tables, serving), join(tables, broken), { recursive: true });
    await damage(join(tables, broken));
    await writeFile(
      join(tables, 'current'),
      JSON.stringify({ version: broken, previous: [serving], history: [] }),
    );
    await vi.waitFor(async () => {
      const slate = await service.recommend({ session: 'unseen-session' });
      expect(slate).toMatchObject({ tables: serving, degraded: ['tables'] });
    });
    await writeFile(join(tables, 'current'), JSON.stringify({ version: serving, previous: [], history: [] }));
    await vi.waitFor(async () => {
      expect((await service.recommend({ session: 'unseen-session' })).degraded).toEqual([]);
    });
  });

  it('ignore a half-written version folder', async () => {
    const serving = (await service.recommend({ session: 'unseen-session' })).tables;
    await mkdir(join(service.dataFolder, 'tables', 'demo', '2030-01-01T00-00-00Z-ffffffff'));
    expect((await service.recommend({ session: 'unseen-session' })).tables).toBe(serving);
  });
});

async function arrayFileOf(folder: string): Promise<string> {
  const name = (await readdir(folder)).find((file) => !file.endsWith('.json'));
  if (name === undefined) throw new Error(`${folder} has no table file`);
  return name;
}
