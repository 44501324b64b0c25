import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildTables } from '#libs/co-watch';
import { openDuckDb } from '#libs/duckdb';
import { historyRowOf, HistoryWriter, importFile } from '#libs/event-history';
import { BASELINES } from '#libs/evaluation';
import { codeRejectedBy, eventRecord, temporaryFolder } from '#libs/testing';
import { evaluate, type EvaluateOptions } from './evaluate.js';
import type { Evaluation } from './evaluation.js';
import type { Fit } from './fit-tables.js';
import { importWalks, walks } from './walks-history.fixture.js';

const START_SECONDS = 1_763_000_000;

/** Counts pairs and learns nothing, which is soon done. */
const counted: Fit = (db, site, { parameters }) => buildTables(db, site, parameters);
const evaluateCounted = (options: EvaluateOptions): Promise<Evaluation> =>
  evaluate({ fit: counted, ...options });

/** @returns every number in it, by path. */
function numbersIn(value: unknown, path = ''): [string, number][] {
  if (typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, `${path}.${key}`));
}

function expectFinite(evaluation: Evaluation): void {
  expect(numbersIn(evaluation).filter(([, number]) => !Number.isFinite(number))).toEqual([]);
  // JSON has null for what is not a number.
  expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
}

describe('evaluating', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  const fileOf = (name: string): string => join(folder.path, name);

  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  async function csv(name: string, rows: readonly (readonly [string, string, number])[]): Promise<string> {
    await writeFile(fileOf(name), ['session,item,timestamp', ...rows.map((row) => row.join(','))].join('\n'));
    return fileOf(name);
  }

  function rowsOf(sessions: readonly (readonly string[])[], first = 0): [string, string, number][] {
    return sessions.flatMap((items, at) =>
      items.map((item, place): [string, string, number] => [
        `s-${first + at}`,
        item,
        START_SECONDS + (first + at) * 600 + place,
      ]),
    );
  }

  describe('files', () => {
    let on: { train: string; test: string };

    beforeEach(async () => {
      on = {
        train: await csv('train.csv', rowsOf(walks(400, 1))),
        test: await csv('test.csv', rowsOf(walks(60, 2), 400)),
      };
    });

    it('sets every baseline beside the tables, with paired intervals of what the tables are worth more', async () => {
      const evaluation = await evaluateCounted({ on });
      expectFinite(evaluation);
      const { ours, baselines, hr20, mrr20 } = evaluation;
      expect(baselines.map(({ name }) => name)).toEqual(BASELINES.map(({ name }) => name));
      expect(ours.measures).toMatchObject({ hr20, mrr20 });
      expect(ours.byLength.reduce((sum, { cases }) => sum + cases, 0)).toBe(evaluation.cases);
      expect(ours.rankCounts.reduce((sum, count) => sum + count, 0)).toBe(evaluation.cases);
      const popular = baselines[0];
      // Ties at the end of the list are ordered otherwise in the tables.
      expect(popular?.spread.popular[20]).toBeGreaterThan(0.9);
      expect(popular?.advantage?.hr20.mean).toBeCloseTo(hr20 - (popular?.measures.hr20 ?? 0), 12);
      expect(popular?.advantage?.hr20.low).toBeGreaterThan(0.1);
    });

    it('says how far it is, method by method', async () => {
      const steps = new Set<string>();
      await evaluateCounted({
        on,
        onProgress: ({ step, method = '' }) => steps.add(`${step} ${method}`.trim()),
      });
      expect([...steps]).toEqual([
        'read',
        ...['freshet', ...BASELINES.map(({ name }) => name)].map((name) => `score ${name}`),
        'compare',
      ]);
    });

    it('learns as builds do unless told, says what it is at, and tells what was not learned', async () => {
      const steps = new Set<string>();
      const { learning, notes } = await evaluate({
        on,
        baselines: false,
        without: ['embedding'],
        onProgress: ({ step, method = '' }) => steps.add(`${step} ${method}`.trim()),
      });
      expect([...steps]).toEqual(
        expect.arrayContaining(['build counting pairs', 'build learning the first score']),
      );
      expect(learning.blendCases).toBeGreaterThan(0);
      expect(notes).toContain('Not learned: embedding: not wanted.');
    }, 120_000);

    it('takes the first sessions only, and no baselines, where told', async () => {
      const { sessions, baselines } = await evaluateCounted({ on, limitSessions: 7, baselines: false });
      expect(sessions).toBe(7);
      expect(baselines).toEqual([]);
    });

    it('plays the shop where told: nobody is shown the item on the page', async () => {
      const [literature, shop] = [
        await evaluateCounted({ on }),
        await evaluateCounted({ on, protocol: 'shop' }),
      ];
      expect(shop.cases).toBeLessThan(literature.cases);
      expect(shop.protocol).toBe('shop');
      expectFinite(shop);
    });

    it('gives the same figures again', async () => {
      const figuresOf = ({ ours, baselines }: Evaluation): unknown =>
        [ours, ...baselines].map(({ measures, intervals, spread, rankCounts }) => [
          measures,
          intervals,
          spread,
          rankCounts,
        ]);
      expect(figuresOf(await evaluateCounted({ on }))).toEqual(figuresOf(await evaluateCounted({ on })));
    });
  });

  describe("a site's own history", () => {
    const site = (): { site: string; dataFolder: string } => ({ site: 'cinema', dataFolder: fileOf('data') });

    it('learns from sessions that ended before the newest began, and predicts those', async () => {
      await importWalks(site(), fileOf('walks.csv'), walks(500, 1));
      const evaluation = await evaluateCounted({ on: site() });
      expectFinite(evaluation);
      expect(evaluation).toMatchObject({
        sessions: 40,
        source: { site: 'cinema', trainSessions: 460, heldOutSessions: 40 },
      });
      expect(evaluation.hr20).toBeGreaterThan(0.5);
    });

    it('leaves sessions that were under way at the cutoff on neither side', async () => {
      const sessions = walks(99, 1);
      await importWalks(site(), fileOf('walks.csv'), sessions);
      await importFile(
        await csv('long.csv', [
          ['long', 'film-1', START_SECONDS],
          ['long', 'film-2', START_SECONDS + 99 * 600],
        ]),
        site(),
      );
      const { source } = await evaluateCounted({ on: site() });
      expect(source).toMatchObject({ trainSessions: 91, heldOutSessions: 8 });
    });

    it('leaves out what test batches sent', async () => {
      await importWalks(site(), fileOf('walks.csv'), walks(100, 1));
      const before = await evaluateCounted({ on: site(), baselines: false });
      const newest = {
        ts: Date.UTC(2026, 0, 1),
        receivedAt: Date.UTC(2026, 0, 1),
        session: 'session-of-test',
      };
      const items = ['film-1', 'film-2', 'film-3'];
      const db = await openDuckDb();
      try {
        const records = items.map((item) =>
          eventRecord({ ...newest, site: 'cinema', id: `test-${item}`, item }),
        );
        await new HistoryWriter(db, site()).write(
          records.map((record) => historyRowOf({ ...record, test: true })),
        );
      } finally {
        await db.close();
      }
      const after = await evaluateCounted({ on: site(), baselines: false });
      expect(after.source).toEqual(before.source);
    });

    it('says what to do for a site without history', async () => {
      expect(await codeRejectedBy(evaluateCounted({ on: site() }))).toBe('FRESHET_TABLES_MISSING');
    });
  });

  const ONE_ITEM = Array.from({ length: 40 }, () => ['a', 'a', 'a']);
  const ODD: readonly [string, readonly (readonly string[])[], RegExp][] = [
    ['one event', [['a']], /nothing to predict/],
    [
      'sessions of one event each',
      Array.from({ length: 40 }, (_, at) => [`film-${at}`]),
      /nothing to predict/,
    ],
    ['one item and nothing else', ONE_ITEM, /cases only/],
    ['fifty events', walks(10, 3), /cases only/],
    [
      'one session of five hundred events',
      [Array.from({ length: 500 }, (_, at) => `film-${at % 90}`)],
      /cases only/,
    ],
  ];

  it.each(ODD)('stays calm with %s, and says what the figures are worth', async (_, sessions, note) => {
    const file = await csv('odd.csv', rowsOf(sessions));
    for (const protocol of ['literature', 'shop'] as const) {
      const evaluation = await evaluateCounted({ on: { train: file, test: file }, protocol });
      expectFinite(evaluation);
      if (protocol === 'literature') expect(evaluation.notes.join(' ')).toMatch(note);
    }
    const place = { site: 'odd', dataFolder: fileOf('data') };
    await importFile(file, place);
    const evaluation = await evaluateCounted({ on: place });
    expectFinite(evaluation);
    expect(evaluation.notes).not.toEqual([]);
  });

  it('reads events by their time where a file runs backwards', async () => {
    const rows = rowsOf(walks(200, 1));
    const forwards = await csv('forwards.csv', rows);
    const backwards = await csv('backwards.csv', rows.toReversed());
    const [there, back] = [
      await evaluateCounted({ on: { train: forwards, test: forwards } }),
      await evaluateCounted({ on: { train: backwards, test: backwards } }),
    ];
    expect(back.ours.measures).toEqual(there.ours.measures);
    expect(back.cases).toBe(there.cases);
    expectFinite(back);
  });
});
