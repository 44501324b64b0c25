import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDuckDb } from '#libs/duckdb';
import { readEventFile } from '#libs/event-history';
import { BASELINES, measuresOf, type Catalogue, type TrainingSessions } from '#libs/evaluation';
import { loadEvents } from './load-events.js';
import { readTrainingSessions } from './read-training-sessions.js';
import { recordedSessions } from './recorded-sessions.js';
import { scoreSessions } from './score-sessions.js';

const evalData = process.env['FRESHET_EVAL_DATA'];

/**
 * HR@20 and MRR@20 in percent of an independent implementation, by set and baseline. The two that look through sessions take half a minute and more
 * on the larger sets: there only `npm run quality` scores them.
 */
const RECORDED: Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>> = {
  eshop2008: {
    's-pop': [27.36, 6.4],
    ar: [58.65, 16.89],
    sr: [70.65, 25.56],
  },
  diginetica: {
    's-pop': [21.1, 13.69],
    ar: [43.34, 14.41],
    sr: [39.79, 13.93],
  },
  rsc15_100k: {
    's-pop': [38.21, 26.44],
    ar: [63.02, 32.56],
    sr: [61.67, 35.12],
    's-knn': [64.36, 32.1],
    vstan: [69.37, 36.86],
  },
  serenade_example: {
    's-pop': [33.4, 20.19],
    ar: [52.42, 23.49],
    sr: [46.08, 26.17],
    's-knn': [66.17, 26.3],
    vstan: [67.02, 24.7],
  },
};

const nothingKnown: Catalogue = { itemsCount: 0, isKnown: () => false, popular: new Set() };

async function trainingOf(set: string): Promise<TrainingSessions> {
  const db = await openDuckDb();
  try {
    await loadEvents(db, readEventFile(join(evalData ?? '', set, 'train.csv.gz')), () => undefined);
    return await readTrainingSessions(db);
  } finally {
    await db.close();
  }
}

if (evalData === undefined)
  console.warn('SKIPPED baselines on real sessions: FRESHET_EVAL_DATA is not set, so there are none.');

describe.skipIf(evalData === undefined)('baselines on real sessions', () => {
  it.each(Object.entries(RECORDED))(
    'score as an independent implementation does, within 0.1 point: %s',
    async (set, recorded) => {
      const training = await trainingOf(set);
      const sessions = await recordedSessions(readEventFile(join(evalData ?? '', set, 'test.csv.gz')));
      for (const { name, fit } of BASELINES) {
        const expected = recorded[name];
        if (!expected) continue;
        const options = { protocol: 'literature', catalogue: nothingKnown } as const;
        const { hr20, mrr20 } = measuresOf(scoreSessions(fit(training), sessions, options).ranks);
        expect(Math.abs(hr20 * 100 - expected[0]), `HR@20 of ${name}`).toBeLessThan(0.1);
        expect(Math.abs(mrr20 * 100 - expected[1]), `MRR@20 of ${name}`).toBeLessThan(0.1);
      }
    },
    900_000,
  );
});
