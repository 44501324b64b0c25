import type { Blender } from '#libs/blending';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PinnedTables } from './pinned-tables.js';
import type { TablesSource } from './serving-tables.js';

const built = new Set<string>();
const open = vi.fn((_site: string, version: string) =>
  built.has(version)
    ? Promise.resolve({ version, blender: {} as Blender })
    : Promise.reject(new Error(`${version} was never built`)),
);
const source: TablesSource = {
  sites: () => Promise.resolve([]),
  currentVersion: () => Promise.resolve(null),
  open,
};

afterEach(() => {
  built.clear();
  vi.clearAllMocks();
  vi.useRealTimers();
});

describe('Tables that an experiment names', () => {
  it('are loaded once, and let go when nobody names them', async () => {
    built.add('v1').add('v2');
    const pinned = new PinnedTables(source, vi.fn());
    await pinned.want([{ site: 'demo', version: 'v1' }]);
    await pinned.want([
      { site: 'demo', version: 'v1' },
      { site: 'demo', version: 'v2' },
    ]);
    expect(open).toHaveBeenCalledTimes(2);
    expect(pinned.of('demo', 'v1')?.version).toBe('v1');
    expect(pinned.of('shop', 'v1')).toBeUndefined();
    await pinned.want([]);
    expect(pinned.of('demo', 'v1')).toBeUndefined();
    await pinned.stop();
  });

  it('are told of once when they are not there, and served as soon as they are', async () => {
    vi.useFakeTimers();
    const failed = vi.fn();
    const pinned = new PinnedTables(source, failed);
    await pinned.want([{ site: 'demo', version: 'v3' }]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(open.mock.calls.length).toBeGreaterThan(1);
    expect(failed.mock.calls).toEqual([[{ site: 'demo', version: 'v3' }, 'v3 was never built']]);
    built.add('v3');
    await vi.advanceTimersByTimeAsync(5000);
    expect(pinned.of('demo', 'v3')?.version).toBe('v3');
    await pinned.stop();
  });
});
