import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Blend } from '#libs/blending';
import { VersionStore, type OpenTables } from '#libs/co-watch';
import { codeRejectedBy, temporaryFolder } from '#libs/testing';
import { named } from '../../libs/co-watch/manifest.js';
import { publishSite, rollbackSite } from './publish-site.js';
import { buildSite, type BuildSiteOptions } from './site-tables.js';
import { importWalks, shuffled, walks } from './walks-history.fixture.js';

const SESSIONS = walks(1500, 1);
const LATER = walks(300, 2);

describe('publishing a site', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let site: { site: string; dataFolder: string };
  const fileOf = (name: string): string => join(folder.path, name);
  const store = (): VersionStore => new VersionStore(site);

  beforeEach(async () => {
    folder = await temporaryFolder();
    site = { site: 'cinema', dataFolder: fileOf('data') };
    await importWalks(site, fileOf('first.csv'), SESSIONS);
  });
  afterEach(() => folder.remove());

  async function build(options: Partial<BuildSiteOptions> = {}): Promise<string> {
    return (await buildSite({ ...site, ...options })).version;
  }

  /** Brings a version into the store that came about elsewhere. */
  async function add({ manifest, tables, arrays }: OpenTables): Promise<string> {
    const bytes = [...arrays.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
    return store().add({ manifest, tables, arrays, bytes }, { builtAtMs: Date.now(), seconds: 1 });
  }

  it('publishes the first version without anything to compare it with, and marks it so', async () => {
    const version = await build();
    expect(await publishSite(site)).toMatchObject({
      version,
      replaced: null,
      gate: { verdict: 'not-compared', why: 'nothing serves that it could be compared with' },
    });
  });

  it('compares with what serves as it is where that is older than the sessions held out', async () => {
    const old = await build();
    await publishSite(site);
    await importWalks(site, fileOf('later.csv'), LATER, SESSIONS.length);
    const version = await build();
    const { gate } = await publishSite(site);
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
    await publishSite(site);
    const elsewhere = { site: 'cinema', dataFolder: fileOf('elsewhere') };
    await importWalks(elsewhere, fileOf('shuffled.csv'), shuffled(SESSIONS));
    const { version } = await buildSite(elsewhere);
    await add(await new VersionStore(elsewhere).open('cinema', version));
    await expect(publishSite({ ...site, version })).rejects.toMatchObject({
      code: 'FRESHET_PUBLISH_REFUSED',
      message: expect.stringMatching(
        /not what its recipe makes of this history.+HR@20.+points worse/,
      ) as string,
    });
    expect(await store().currentVersion('cinema')).toBe(good);
  });

  it('refuses a version with random weights', async () => {
    const good = await build();
    await publishSite(site);
    const { manifest, ...opened } = await store().open('cinema', good);
    const { version: known, ...rest } = manifest;
    const version = await add({
      ...opened,
      manifest: named({ ...rest, blend: withRandomWeights(manifest.blend) }),
    });
    expect(version).not.toBe(known);
    expect(await codeRejectedBy(publishSite({ ...site, version }))).toBe('FRESHET_PUBLISH_REFUSED');
    expect(await store().currentVersion('cinema')).toBe(good);
  });

  it('accepts a better recipe and refuses a worse one, which force publishes and keeps on record', async () => {
    // Rows of one neighbour know half of what comes next.
    const poor = await build({ parameters: { neighboursMax: 1 } });
    await publishSite(site);
    const better = await build();
    const { gate } = await publishSite(site);
    expect(gate.comparison?.pairs[0]).toMatchObject({
      of: { version: better, tables: 'to-cutoff' },
      against: { version: poor, tables: 'to-cutoff' },
    });
    expect(gate.comparison?.pairs[0]?.difference.hr20.low).toBeGreaterThan(0);
    await expect(publishSite({ ...site, version: poor })).rejects.toThrow(
      /its recipe serves sessions that it has not seen worse than .+: HR@20 .+ \(95 %: .+\), .+ tolerated/,
    );
    expect(await publishSite({ ...site, version: poor, force: true })).toMatchObject({
      version: poor,
      gate: { verdict: 'forced', comparison: null },
    });
  });

  it('builds nothing again to compare a recipe with itself', async () => {
    await build({ parameters: { sessionMax: 2 } });
    const first = (await store().list('cinema'))[0]?.version;
    await publishSite(site);
    await importWalks(site, fileOf('later.csv'), LATER.slice(0, 20), SESSIONS.length);
    await build({ parameters: { sessionMax: 2 } });
    const built = new Set<string>();
    const { gate } = await publishSite({
      ...site,
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
    const small = { site: 'small', dataFolder: site.dataFolder };
    await importWalks(small, fileOf('small.csv'), SESSIONS.slice(0, 30));
    await buildSite(small);
    await publishSite(small);
    await importWalks(small, fileOf('small-later.csv'), SESSIONS.slice(30, 60), 30);
    await buildSite(small);
    const { gate } = await publishSite(small);
    expect(gate.verdict).toBe('not-compared');
    expect(gate.why).toMatch(/^\d+ cases in the newest sessions, fewer than 100, tell nothing$/);
  });

  it('lets a version pass unmeasured where the history is gone', async () => {
    await build();
    await publishSite(site);
    await build({ parameters: { sessionMax: 2 } });
    await rm(join(site.dataFolder, 'history'), { recursive: true });
    expect((await publishSite(site)).gate).toMatchObject({
      verdict: 'not-compared',
      why: 'the site has no history to hold sessions out of',
    });
  });

  it('rolls back within a second', async () => {
    const first = await build();
    await publishSite(site);
    await build({ parameters: { sessionMax: 2 } });
    await publishSite(site);
    const startedAt = performance.now();
    expect((await rollbackSite(site)).version).toBe(first);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});

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
