import type { Slate } from '#libs/contracts';
import { VersionStore } from '#libs/co-watch';
import { historyFiles } from '#libs/event-history';
import { RunningService, temporaryFolder } from '#libs/testing';
import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildSite, publishSite } from '../../co-watch/index.js';
import { importWalks, walks } from '../../co-watch/walks-history.fixture.js';

const SITE = 'demo';
/** Learning comes after all else that a machine has to do. */
const PATIENCE_MS = 60_000;
vi.setConfig({ testTimeout: 3 * PATIENCE_MS });

describe('learning beside a standalone service', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let counted: string;
  let service: RunningService;

  beforeEach(async () => {
    folder = await temporaryFolder();
    const site = { site: SITE, dataFolder: folder.path };
    await importWalks(site, join(folder.path, 'walks.csv'), walks(300, 1));
    counted = (await buildSite({ ...site, without: ['everything'] })).version;
    await publishSite(site);
  });
  afterEach(async () => {
    await service.stop('SIGKILL');
    await folder.remove();
  });

  function start(): RunningService {
    service = RunningService.start('apps/standalone/main.js', {
      FRESHET_DATA: folder.path,
      PORT: '0',
      HOST: '127.0.0.1',
    });
    return service;
  }

  async function recommend(url: string): Promise<Slate> {
    const response = await fetch(`${url}/recommendations?session=some-session&viewing=film-1`);
    expect(response.status).toBe(200);
    return (await response.json()) as Slate;
  }

  /** @returns the process that learns. */
  async function learner(): Promise<number> {
    const children = await readFile(`/proc/${service.pid}/task/${service.pid}/children`, 'utf8');
    const pids = children.split(' ').filter(Boolean).map(Number);
    expect(pids).toHaveLength(1);
    return pids[0] ?? 0;
  }

  function isRunning(pid: number): boolean {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  }

  it('answers while weights are learned, then serves what was learned', async () => {
    const url = await start().url();
    await service.says(/learning the first score/);
    expect(await recommend(url)).toMatchObject({ tables: counted, strategy: 'viewing' });
    // From the first score to the trees is one computation without a break: what is answered before them did not wait for it.
    expect(service.output).not.toContain('growing trees');
    await service.says(/growing trees/);
    const [, learned = ''] = await service.says(/served from learned tables, (\S+)/);
    await vi.waitFor(async () => expect((await recommend(url)).tables).toBe(learned), PATIENCE_MS);
    const { manifest } = await new VersionStore({ dataFolder: folder.path }).open(SITE, learned);
    expect(manifest).toMatchObject({ blendOrigin: 'learned', learning: { without: [] } });
  });

  it('ends with the service that is told to stop, and with one that is killed, and leaves its tables alone', async () => {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      await start().says(/learning the first score/);
      const pid = await learner();
      expect(await service.stop(signal)).toBe(signal === 'SIGTERM' ? 0 : signal);
      await vi.waitFor(() => expect(isRunning(pid)).toBe(false), PATIENCE_MS);
    }
    const versions = await new VersionStore({ dataFolder: folder.path }).list(SITE);
    expect(versions.map(({ version }) => version)).toEqual([counted]);
  });

  it('says why nothing came of it, and the service goes on', async () => {
    const [file = ''] = await historyFiles({ dataFolder: folder.path, site: SITE }, 'events');
    await truncate(file, 40);
    const url = await start().url();
    const [said] = await service.says(/the demo site keeps its tables: .+/);
    expect(said).toContain(file);
    expect((await recommend(url)).tables).toBe(counted);
  });
});
