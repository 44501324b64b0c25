import type { Blender } from '#libs/blending';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ServingTables, type TablesSource } from './serving-tables.js';

/** Published versions by site, which a test changes as it goes. */
class PublishedTables implements TablesSource {
  readonly current = new Map<string, string>();
  readonly corrupt = new Set<string>();
  opened = 0;

  sites(): Promise<readonly string[]> {
    return Promise.resolve([...this.current.keys()]);
  }

  currentVersion(site: string): Promise<string | null> {
    return Promise.resolve(this.current.get(site) ?? null);
  }

  open(_site: string, version: string): Promise<{ version: string; blender: Blender }> {
    this.opened += 1;
    if (this.corrupt.has(version)) return Promise.reject(new Error(`${version} is corrupt`));
    return Promise.resolve({ version, blender: {} as Blender });
  }
}

const running: ServingTables[] = [];

async function serve(source: TablesSource, failed = vi.fn()): Promise<ServingTables> {
  const tables = new ServingTables(source, 1, { swapped: () => undefined, failed });
  running.push(tables);
  await tables.start();
  return tables;
}

afterEach(async () => {
  for (const tables of running.splice(0)) await tables.stop();
});

describe('the tables in service', () => {
  it('are those published when it starts, and each version after it', async () => {
    const source = new PublishedTables();
    source.current.set('demo', 'v1');
    const tables = await serve(source);
    expect(tables.of('demo')?.version).toBe('v1');
    expect(tables.of('shop')).toBeUndefined();
    source.current.set('demo', 'v2').set('shop', 'w1');
    await vi.waitFor(() =>
      expect([tables.of('demo')?.version, tables.of('shop')?.version]).toEqual(['v2', 'w1']),
    );
    expect(source.opened).toBe(3);
  });

  it('stay when the next version is corrupt, say so once, and recover with the one after', async () => {
    const source = new PublishedTables();
    source.current.set('demo', 'v1');
    source.corrupt.add('v2');
    const failed = vi.fn();
    const tables = await serve(source, failed);
    source.current.set('demo', 'v2');
    await vi.waitFor(() => expect(tables.isFaulty('demo')).toBe(true));
    const looks = source.opened;
    await vi.waitFor(() => expect(source.opened).toBeGreaterThan(looks + 2));
    expect(failed).toHaveBeenCalledExactlyOnceWith('demo', 'v2 is corrupt');
    expect(tables.of('demo')?.version).toBe('v1');
    source.current.set('demo', 'v3');
    await vi.waitFor(() => expect(tables.of('demo')?.version).toBe('v3'));
    expect(tables.isFaulty('demo')).toBe(false);
  });

  it('go when nothing is published any more', async () => {
    const source = new PublishedTables();
    source.current.set('demo', 'v1');
    const tables = await serve(source);
    source.current.delete('demo');
    await vi.waitFor(() => expect(tables.of('demo')).toBeUndefined());
  });
});
