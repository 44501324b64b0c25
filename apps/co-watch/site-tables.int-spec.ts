import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Blender } from '#libs/blending';
import { VersionStore } from '#libs/co-watch';
import { importFile, readEventFile } from '#libs/event-history';
import { measuresOf } from '#libs/evaluation';
import { codeRejectedBy } from '#libs/testing';
import { rankerOf } from './blender-ranker.js';
import { evaluate } from './evaluate.js';
import { recordedSessions } from './recorded-sessions.js';
import { scoreSessions } from './score-sessions.js';
import { publishSite, rollbackSite } from './publish-site.js';
import { buildSite, type BuildSiteOptions } from './site-tables.js';

/** Walks over a ring of items with a few jumps, the same on every run. */
function csvOf(sessions: number, seed: number): string {
  const lines = ['session,item,timestamp'];
  for (let session = 0; session < sessions; session++) {
    for (let at = 0; at < 3 + ((session * 7 + seed) % 5); at++) {
      const item = (session * 13 + at + (at === 2 ? seed : 0)) % 40;
      lines.push(`walk-${seed}-${session},film-${item},${1_763_000_000 + session * 600 + (at >> 1)}`);
    }
  }
  return lines.join('\n');
}

describe('building a site', () => {
  let folder: string;
  let site: { site: string; dataFolder: string };
  /** Learning is not what most of these are about. */
  let counted: BuildSiteOptions;
  const fileOf = (name: string): string => join(folder, name);
  const files = () => ({ train: fileOf('train.csv'), test: fileOf('test.csv') });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'site-tables-'));
    site = { site: 'cinema', dataFolder: join(folder, 'data') };
    counted = { ...site, without: ['everything'] };
    await writeFile(fileOf('train.csv'), csvOf(300, 1));
    await writeFile(fileOf('test.csv'), csvOf(60, 2));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('builds from imported history what an evaluation builds from the file, to the last digit of its scores', async () => {
    await importFile(fileOf('train.csv'), site);
    const report = await buildSite(site);
    await publishSite(site);
    const store = new VersionStore(site);
    expect(await store.currentVersion(site.site)).toBe(report.version);
    const { tables, manifest } = await store.open(site.site, report.version);
    const sessions = await recordedSessions(readEventFile(fileOf('test.csv')));
    const catalogue = { itemsCount: 40, isKnown: () => true, popular: new Set<string>() };
    const ranker = rankerOf(new Blender(tables, manifest.blend));
    const { ranks } = scoreSessions(ranker, sessions, { protocol: 'literature', catalogue });
    const { hr20, mrr20 } = measuresOf(ranks);
    const offline = await evaluate({ on: files() });
    expect(offline).toMatchObject({
      hr20,
      mrr20,
      cases: ranks.length,
      sessions: 60,
      tableBytes: report.tableBytes,
    });
    expect(hr20).toBeGreaterThan(0.8);
  });

  it('gives the same version for the same history, and publishing twice replaces nothing', async () => {
    await importFile(fileOf('train.csv'), site);
    const first = await buildSite(counted);
    await publishSite(site);
    expect((await buildSite(counted)).version).toBe(first.version);
    expect(await publishSite(site)).toMatchObject({
      site: 'cinema',
      version: first.version,
      replaced: first.version,
    });
    expect(await codeRejectedBy(rollbackSite(site))).toBe('FRESHET_TABLES_MISSING');
  });

  it('rolls back to the tables of before', async () => {
    await importFile(fileOf('train.csv'), site);
    const { version } = await buildSite(counted);
    await publishSite(site);
    await importFile(fileOf('test.csv'), site);
    const newer = await buildSite(counted);
    await publishSite(site);
    expect(await rollbackSite(site)).toEqual({ site: 'cinema', version, replaced: newer.version });
  });

  it('says what to do for a site without history, and leaves no trace of it', async () => {
    await expect(buildSite(site)).rejects.toThrow(/cinema has no history to build from: import a file first/);
    expect(await new VersionStore(site).sites()).toEqual([]);
  });

  it('does not publish sessions of one item each, unless it is told to', async () => {
    await writeFile(fileOf('ones.csv'), 'session,item,timestamp\na,x,1763000000\nb,y,1763000001');
    await importFile(fileOf('ones.csv'), site);
    await buildSite(site);
    expect(await codeRejectedBy(publishSite(site))).toBe('FRESHET_PUBLISH_REFUSED');
    await publishSite({ ...site, force: true });
  });
});
