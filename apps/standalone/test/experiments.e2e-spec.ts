import { parseSlateRecord, type ErrorAnswer, type Slate, type SlateRecord } from '#libs/contracts';
import { EVENT_LOG, type EventLog } from '#libs/event-log';
import { parseExperiments } from '#libs/experiments';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { publishTiny, Standalone, type TinyHistory } from './standalone.fixture.js';

/** `dune` is followed by `alien`, and goes together with `solaris`. */
const FILMS: TinyHistory = [
  ['dune', 'alien', 'solaris'],
  ['dune', 'alien', 'stalker'],
  ['solaris', 'dune'],
  ['stalker', 'brazil', 'solaris'],
  ['brazil', 'heat', 'ronin'],
  ['heat', 'ronin'],
];

/** An experiment as a line of the file. With an override everybody is on the variation that has it. */
function experiment(key: string, site: string, second: object, more: object = {}): string {
  const variations = [
    { key: 'control', weight: 0 },
    { ...second, weight: 1 },
  ];
  const file = { key, hypothesis: 'It matters', site, status: 'running', variations, ...more };
  return `  - ${JSON.stringify(file)}`;
}

/** @param version of tables that one experiment names. */
function fileWith(version: string): string {
  const rivals = [{ key: 'learned' }, { key: 'popular', override: { strategy: 'popular' } }];
  return [
    'experiments:',
    experiment('popular-only', 'demo', { key: 'popular', override: { strategy: 'popular' } }),
    experiment('draft', 'demo', { key: 'short', override: { limit: 2 } }, { status: 'draft' }),
    experiment('short', 'shop', {
      key: 'short',
      override: { limit: 2, filters: { exclude: ['alien'], seen: true } },
    }),
    experiment(
      'by-device',
      'shop',
      { key: 'changed', override: { sources: { next: false } } },
      { unit: 'visitor' },
    ),
    experiment('rivals', 'rivals', {}, { kind: 'interleave', variations: rivals }),
    experiment('older', 'pinned', { key: 'older', override: { tables: version } }),
    experiment('never-built', 'empty', { key: 'lost', override: { tables: 'never-built' } }),
    '',
  ].join('\n');
}

const YAML = `
sites:
  demo: {}
  shop: {}
  rivals: { filters: { seen: true, exclude: [ronin] } }
  pinned: {}
  empty: { fixed: [a, b] }
`;

let service: Standalone;
let consumption: { stop(): Promise<void> };
let older: string;
const records = new Map<string, SlateRecord>();

beforeAll(async () => {
  service = await Standalone.start({ demo: FILMS, shop: FILMS, rivals: FILMS, pinned: FILMS }, YAML);
  older = (await service.recommend({ session: 'session-0', site: 'pinned' })).tables ?? '';
  await publishTiny(service.dataFolder, 'pinned', [...FILMS, ['alien', 'heat']]);
  await vi.waitFor(async () =>
    expect((await service.recommend({ session: 'session-0', site: 'pinned' })).tables).not.toBe(older),
  );
  const log = service.application.get<EventLog>(EVENT_LOG);
  consumption = await log.consume({
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
  await putInService(fileWith(older));
});
afterAll(async () => {
  await consumption.stop();
  await service.close();
});

/** Writes the file and waits until answers say that it is used. @returns the milliseconds that took. */
async function putInService(text: string): Promise<number> {
  const { revision, problems } = parseExperiments(text);
  expect(problems).toEqual([]);
  const since = performance.now();
  await write(text);
  await vi.waitFor(
    async () =>
      expect((await service.recommend({ session: 'session-0' })).experimentsRevision).toBe(revision),
    { interval: 10, timeout: 5000 },
  );
  return performance.now() - since;
}

function write(text: string): Promise<void> {
  return writeFile(join(service.dataFolder, 'experiments.yaml'), text);
}

function recordOf({ slate }: Slate): Promise<SlateRecord> {
  return vi.waitFor(() => records.get(slate) ?? expect.fail('the slate is not on the log yet'), {
    timeout: 5000,
  });
}

async function viewThenRecommend(
  session: string,
  item: string,
  query: Readonly<Record<string, string>> & { site: string },
): Promise<Slate> {
  const after = (await service.view(session, [item], query.site)).at(-1) ?? '';
  return vi.waitFor(async () => {
    const slate = await service.recommend({ session, after, wait: '100', ...query });
    expect(slate.after?.included).toBe(true);
    return slate;
  });
}

const itemsOf = (slate: Slate): string[] => slate.items.map(({ item }) => item);

describe('A running experiment', () => {
  it('changes the answers of its units, which name it, and puts both on the log', async () => {
    const slate = await viewThenRecommend('session-1', 'dune', { site: 'demo' });
    expect(slate).toMatchObject({ strategy: 'popular', experiments: { 'popular-only': 'popular' } });
    expect(slate).not.toHaveProperty('forced');
    expect(await recordOf(slate)).toMatchObject({
      session: 'session-1',
      experiments: { 'popular-only': 'popular' },
      experimentsRevision: slate.experimentsRevision,
    });
  });

  it('may change length, filters and sources, together with others', async () => {
    const alone = await viewThenRecommend('session-2', 'dune', { site: 'shop' });
    expect(alone.experiments).toEqual({ short: 'short' });
    expect(itemsOf(alone)).toHaveLength(2);
    expect(itemsOf(alone)).not.toContain('alien');
    expect(itemsOf(alone)).not.toContain('dune');
    const visitor = 'device-0001';
    const both = await viewThenRecommend('session-3', 'solaris', { site: 'shop', visitor });
    expect(both.experiments).toEqual({ short: 'short', 'by-device': 'changed' });
    expect(both.items.every(({ source }) => source !== 'next')).toBe(true);
    expect(await recordOf(both)).toMatchObject({ visitor, experiments: both.experiments });
  });

  it('may name another version of the tables', async () => {
    expect(await service.recommend({ session: 'session-4', site: 'pinned' })).toMatchObject({
      tables: older,
      degraded: [],
    });
  });

  it('goes on with the tables in service where those it names were never built, and says so', async () => {
    expect(await service.recommend({ session: 'session-4', site: 'empty' })).toMatchObject({
      strategy: 'fixed',
      experiments: { 'never-built': 'lost' },
      degraded: ['tables'],
    });
  });
});

describe('An interleaved slate', () => {
  it('is made by two rankings, each item of its team, within the rules of the site', async () => {
    const slate = await viewThenRecommend('session-5', 'dune', { site: 'rivals', limit: '4' });
    expect(slate.experiments).toEqual({ rivals: 'interleaved' });
    expect(new Set(itemsOf(slate)).size).toBe(4);
    expect(itemsOf(slate)).not.toContain('dune');
    expect(itemsOf(slate)).not.toContain('ronin');
    const teams = slate.items.map(({ team }) => team);
    const countOf = (name: string): number => teams.filter((team) => team === name).length;
    // A slate may end in the middle of a round.
    expect(Math.abs(countOf('learned') - countOf('popular'))).toBeLessThanOrEqual(1);
    expect(countOf('learned') + countOf('popular')).toBeGreaterThan(1);
    const numbers = teams.map((team) => (team === undefined ? null : ['learned', 'popular'].indexOf(team)));
    expect((await recordOf(slate)).teams).toEqual(numbers);
  });
});

describe('Forcing a variation', () => {
  it('shows it to whoever asks, of a draft as well, and marks the slate', async () => {
    const slate = await service.recommend({ session: 'session-6', force: 'draft:short' });
    expect(slate).toMatchObject({
      forced: 'draft',
      experiments: { 'popular-only': 'popular', draft: 'short' },
    });
    expect(slate.items).toHaveLength(2);
    expect(await recordOf(slate)).toMatchObject({ forced: 'draft' });
    const control = await viewThenRecommend('session-6', 'dune', {
      site: 'demo',
      force: 'popular-only:control',
    });
    expect(control).toMatchObject({ strategy: 'session', experiments: { 'popular-only': 'control' } });
  });

  it('is refused where there is no such variation', async () => {
    const response = await service.ask({ session: 'session-6', force: 'draft:long' });
    const { error } = (await response.json()) as ErrorAnswer;
    expect([response.status, error.code]).toEqual([400, 'FRESHET_QUERY_INVALID']);
    expect(error.message).toContain('demo has no experiment draft with a variation long');
  });
});

describe('A load test that says so', () => {
  it('has its slates marked', async () => {
    expect(await recordOf(await service.recommend({ session: 'session-7', test: 'true' }))).toMatchObject({
      test: true,
    });
    expect(await recordOf(await service.recommend({ session: 'session-7' }))).not.toHaveProperty('test');
  });
});

describe('The experiments file', () => {
  it('is in service within a second of a change', async () => {
    const draft = fileWith(older).replaceAll('running', 'stopped');
    expect(await putInService(draft)).toBeLessThan(1000);
    expect((await service.recommend({ session: 'session-1' })).experiments).toEqual({});
    await putInService(fileWith(older));
  });

  it('with mistakes changes nothing; readiness and metrics tell of them', async () => {
    const before = await service.recommend({ session: 'session-1' });
    await write('experiments:\n  - key: a\n    covrage: 1\n');
    const readiness = await vi.waitFor(
      async () => {
        const response = await fetch(`${service.url}/health/ready`);
        const body = await response.text();
        expect(body).toContain('experiments[0] has the unknown key covrage. Did you mean coverage?');
        return { status: response.status, body };
      },
      { timeout: 5000 },
    );
    expect(readiness.status).toBe(200);
    expect(readiness.body).toContain('experiments.yaml:3:');
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/^freshet_recommender_experiments_file_problems [1-9]/m);
    expect(await service.recommend({ session: 'session-1' })).toMatchObject({
      experiments: before.experiments,
      experimentsRevision: before.experimentsRevision,
    });
    await putInService(`${fileWith(older)}# right again\n`);
    expect(await (await fetch(`${service.url}/health/ready`)).text()).not.toContain('covrage');
    expect(await (await fetch(`${service.url}/metrics`)).text()).toContain(
      'freshet_recommender_experiments_file_problems 0',
    );
  });
});
