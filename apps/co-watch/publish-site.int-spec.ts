import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Blend } from '#libs/blending';
import {
  buildTables,
  COUNTING_PARAMETERS,
  VersionStore,
  type CountingParameters,
  type OpenTables,
} from '#libs/co-watch';
import { openDuckDb } from '#libs/duckdb';
import { readHistory } from '#libs/event-history';
import { codeRejectedBy, temporaryFolder } from '#libs/testing';
import { named } from '../../libs/co-watch/manifest.js';
import { fitTables, type Fit, type Recipe } from './fit-tables.js';
import { publishSite, type PublishReport, type PublishSiteOptions } from './publish-site.js';
import type { SiteHistory } from './site-events.js';
import { buildSite, type BuildReport } from './site-tables.js';
import { importWalks, shuffled, walks } from './walks-history.fixture.js';

const START_MS = Date.UTC(2026, 0, 1);
const SESSIONS = walks(1500, 1);
const LATER = walks(300, 2);

/** Counts pairs and learns nothing, which is soon done. */
const counted: Fit = (db, site, { parameters }, onProgress) => {
  onProgress('counting', 0);
  return buildTables(db, site, parameters);
};

/** Weights of any size, from a thousandth to a thousand. */
function withRandomWeights(blend: Blend): Blend {
  let state = 5;
  const weight = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 10 ** (6 * (state / 2 ** 32) - 3);
  };
  return JSON.parse(JSON.stringify(blend), (key, value: unknown) =>
    typeof value === 'number' && key !== 'upTo' && key !== 'place' && key !== 'rate' ? weight() : value,
  ) as Blend;
}

describe('publishing a site', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let site: { site: string; dataFolder: string };
  let builds = 0;
  const fileOf = (name: string): string => join(folder.path, name);
  const store = (): VersionStore => new VersionStore(site);
  const publish = (options: Partial<PublishSiteOptions> = {}): Promise<PublishReport> =>
    publishSite({ ...site, fit: counted, ...options });

  beforeEach(async () => {
    folder = await temporaryFolder();
    site = { site: 'cinema', dataFolder: fileOf('data') };
    await importWalks(site, fileOf('first.csv'), SESSIONS);
  });
  afterEach(() => folder.remove());

  /** Brings a version into the store. @returns its name. */
  async function add({ manifest, tables, arrays }: OpenTables): Promise<string> {
    const bytes = [...arrays.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
    const builtAtMs = START_MS + ++builds * 1000;
    return store().add({ manifest, tables, arrays, bytes }, { builtAtMs, seconds: 1 });
  }

  async function build(
    parameters: Partial<CountingParameters> = {},
    from: SiteHistory = site,
  ): Promise<string> {
    const db = await openDuckDb();
    try {
      const recipe = { parameters: { ...COUNTING_PARAMETERS, ...parameters } };
      return await add(await readHistory(db, from, () => counted(db, from.site, recipe, () => undefined)));
    } finally {
      await db.close();
    }
  }

  it('publishes the first version without anything to compare it with, and marks it so', async () => {
    const version = await build();
    expect(await publish()).toMatchObject({
      version,
      replaced: null,
      gate: { verdict: 'not-compared', why: 'nothing serves that it could be compared with' },
    });
  });

  it('compares with what serves as it is where that is older than the sessions held out', async () => {
    const old = await build();
    await publish();
    await importWalks(site, fileOf('later.csv'), LATER, SESSIONS.length);
    const version = await build();
    const { gate } = await publish();
    expect(gate).toMatchObject({ verdict: 'passed', why: null });
    expect(gate.comparison).toMatchObject({ sessions: 144, seed: 1, resamples: 1000, tolerance: 0.02 });
    expect(gate.comparison?.cases).toBeGreaterThan(500);
    expect(gate.comparison?.pairs).toMatchObject([
      { of: { version, tables: 'to-cutoff' }, against: { version: old, tables: 'as-built' } },
      { of: { version, tables: 'as-built' }, against: { version, tables: 'to-cutoff' } },
    ]);
    for (const { of, difference } of gate.comparison?.pairs ?? []) {
      expect(of.hr20).toBeGreaterThan(0.5);
      expect(difference.hr20.low).toBeLessThanOrEqual(difference.hr20.mean);
      expect(difference.hr20.high).toBeGreaterThanOrEqual(difference.hr20.mean);
    }
    const { history } = JSON.parse(
      await readFile(join(site.dataFolder, 'tables', 'cinema', 'current'), 'utf8'),
    ) as { history: object[] };
    expect(history[0]).toMatchObject({ action: 'publish', version, gate });
  });

  it('refuses a version that was built from shuffled sessions', async () => {
    const good = await build();
    await publish();
    const elsewhere = { site: 'cinema', dataFolder: fileOf('elsewhere') };
    await importWalks(elsewhere, fileOf('shuffled.csv'), shuffled(SESSIONS));
    const version = await build({}, elsewhere);
    await expect(publish({ version })).rejects.toMatchObject({
      code: 'FRESHET_PUBLISH_REFUSED',
      message: expect.stringMatching(
        /not what its recipe makes of this history.+HR@20.+points worse/,
      ) as string,
    });
    expect(await store().currentVersion('cinema')).toBe(good);
  });

  it('accepts a better recipe and refuses a worse one, which force publishes and keeps on record', async () => {
    // Rows of one neighbour know half of what comes next.
    const poor = await build({ neighboursMax: 1 });
    await publish();
    const better = await build();
    const { gate } = await publish();
    expect(gate.comparison?.pairs[0]).toMatchObject({
      of: { version: better, tables: 'to-cutoff' },
      against: { version: poor, tables: 'to-cutoff' },
    });
    expect(gate.comparison?.pairs[0]?.difference.hr20.low).toBeGreaterThan(0);
    await expect(publish({ version: poor })).rejects.toThrow(
      /its recipe serves sessions that it has not seen worse than .+: HR@20 .+ \(95 %: .+\), .+ tolerated/,
    );
    expect(await publish({ version: poor, force: true })).toMatchObject({
      version: poor,
      gate: { verdict: 'forced', comparison: null },
    });
  });

  it('builds each recipe as its version says it was made', async () => {
    await build();
    await publish();
    const { manifest, ...opened } = await store().open(site.site, await build({ sessionMax: 2 }));
    const { version: made, ...rest } = manifest;
    const learning = { ...manifest.learning, seed: 7, without: ['trees' as const] };
    expect(await add({ ...opened, manifest: named({ ...rest, learning }) })).not.toBe(made);
    const recipes: Recipe[] = [];
    const fit: Fit = (db, name, recipe, onProgress) => {
      recipes.push(recipe);
      return counted(db, name, recipe, onProgress);
    };
    await publish({ fit });
    expect(recipes).toMatchObject([
      { seed: 7, without: ['trees'], parameters: { sessionMax: 2 } },
      { without: ['everything'], parameters: { sessionMax: 3 } },
    ]);
  });

  it('builds nothing again to compare a recipe with itself', async () => {
    await build({ sessionMax: 2 });
    const first = (await store().list('cinema'))[0]?.version;
    await publish();
    await importWalks(site, fileOf('later.csv'), LATER.slice(0, 20), SESSIONS.length);
    await build({ sessionMax: 2 });
    const built = new Set<string>();
    const { gate } = await publish({
      onProgress: ({ step, what }) => {
        if (step === 'build') built.add(what?.split(' ')[0] ?? '');
      },
    });
    expect(gate.verdict).toBe('passed');
    expect(gate.comparison?.pairs).toHaveLength(1);
    expect(built.size).toBe(1);
    expect(built).not.toContain(first);
  });

  it('lets a version pass unmeasured where there are too few cases, and says how many', async () => {
    site = { ...site, site: 'small' };
    await importWalks(site, fileOf('small.csv'), SESSIONS.slice(0, 30));
    await build();
    await publish();
    await importWalks(site, fileOf('small-later.csv'), SESSIONS.slice(30, 60), 30);
    await build();
    const { gate } = await publish();
    expect(gate.verdict).toBe('not-compared');
    expect(gate.why).toMatch(/^\d+ cases in the newest sessions, fewer than 100, tell nothing$/);
  });

  it('lets a version pass unmeasured where the history is gone', async () => {
    await build();
    await publish();
    await build({ sessionMax: 2 });
    await rm(join(site.dataFolder, 'history'), { recursive: true });
    expect((await publish()).gate).toMatchObject({
      verdict: 'not-compared',
      why: 'the site has no history to hold sessions out of',
    });
  });

  it('refuses shuffled sessions and random weights where versions are learned', async () => {
    site = { ...site, site: 'learned' };
    // The embedding takes most of the time and is not what is at stake; the gate builds without it what was built without it.
    const learned = (from: SiteHistory): Promise<BuildReport> =>
      buildSite({ ...from, without: ['embedding'] });
    await importWalks(site, fileOf('learned.csv'), SESSIONS.slice(0, 300));
    const good = (await learned(site)).version;
    await publishSite(site);
    // The recipe and the history stay the same, and so do its tables.
    let fair: ReturnType<Fit> | undefined;
    const fit: Fit = (...given) => (fair ??= fitTables(...given));
    const { manifest, ...opened } = await store().open('learned', good);
    expect(manifest.blendOrigin).toBe('learned');
    const { version: known, ...rest } = manifest;
    const random = await add({
      ...opened,
      manifest: named({ ...rest, blend: withRandomWeights(manifest.blend) }),
    });
    expect(random).not.toBe(known);
    expect(await codeRejectedBy(publishSite({ ...site, fit, version: random }))).toBe(
      'FRESHET_PUBLISH_REFUSED',
    );

    const elsewhere = { site: 'learned', dataFolder: fileOf('elsewhere') };
    await importWalks(elsewhere, fileOf('shuffled.csv'), shuffled(SESSIONS.slice(0, 300)));
    const { version } = await learned(elsewhere);
    await add(await new VersionStore(elsewhere).open('learned', version));
    expect(await codeRejectedBy(publishSite({ ...site, fit, version }))).toBe('FRESHET_PUBLISH_REFUSED');
  }, 120_000);
});
