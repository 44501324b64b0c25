import { logKeyOf } from '#libs/contracts';
import { openEmbeddedEnvironment, type EmbeddedEnvironment } from '#libs/embedded-environment';
import { describeSessionStore, eventRecord, SOME_SESSION, stateOf } from '#libs/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { packStored } from './embedded-stored-session.js';
import { openEmbeddedSessionStore } from './open-session-store.js';
import type { StoreNotice } from './store-notice.js';

const opened: { environment: EmbeddedEnvironment; folder: string }[] = [];

async function openEnvironment(): Promise<EmbeddedEnvironment> {
  const folder = await mkdtemp(join(tmpdir(), 'freshet-session-store-'));
  const environment = openEmbeddedEnvironment(folder);
  opened.push({ environment, folder });
  return environment;
}

afterEach(async () => {
  for (const { environment, folder } of opened.splice(0)) {
    await environment.close();
    await rm(folder, { recursive: true });
  }
});

describeSessionStore('the embedded store', async (ttlMs) => {
  const environment = await openEnvironment();
  const sessions = environment.root.openDB<Buffer, string>('sessions', { encoding: 'binary' });
  return {
    store: await openEmbeddedSessionStore(environment, { ttlMs }),
    async spoil(ref, vector) {
      await sessions.put(
        logKeyOf(ref),
        packStored(Date.now() + ttlMs, { vector, recentIds: Buffer.alloc(0) }),
      );
    },
    async loseEpoch() {
      await environment.root
        .openDB<string, string>('session-progress', { encoding: 'string' })
        .remove('epoch');
    },
  };
});

describe('the embedded store', () => {
  const ref = SOME_SESSION;

  it('still has its sessions, watermarks and epoch after it was closed and opened again', async () => {
    const environment = await openEnvironment();
    const next = stateOf(eventRecord());
    const watermark = { epoch: 1, partition: 0, nextOffset: 1 };
    const before = await openEmbeddedSessionStore(environment);
    await before.save([{ ref, expected: null, next }]);
    await before.epochOf(() => Promise.resolve({ endOffsets: [1] }), 0);
    await before.setWatermark(watermark, null);
    await before.close();

    const after = await openEmbeddedSessionStore(environment);
    expect(await after.load([ref])).toEqual([next]);
    expect(await after.watermarks([0])).toEqual([watermark]);
    expect(await after.epochOf(() => Promise.resolve({ endOffsets: [0] }), 0)).toBe(2);
    await after.close();
  });

  it('sweeps expired sessions out of the file and leaves the living ones', async () => {
    const environment = await openEnvironment();
    const sessions = environment.root.openDB<Buffer, string>('sessions', { encoding: 'binary' });
    let nowMs = 1_000_000;
    const store = await openEmbeddedSessionStore(environment, {
      ttlMs: 1000,
      sweepEveryMs: 5,
      now: () => nowMs,
    });
    const refs = Array.from({ length: 5_000 }, (_, n) => ({ site: 'demo', session: `session-${n}-of-many` }));
    await store.save(refs.map((each) => ({ ref: each, expected: null, next: stateOf(eventRecord(each)) })));
    nowMs += 600;
    await store.save([{ ref, expected: null, next: stateOf(eventRecord()) }]);
    nowMs += 600;
    await vi.waitFor(() => expect([...sessions.getKeys()]).toEqual([logKeyOf(ref)]), 10_000);
    expect(await store.read(ref)).toBeDefined();
    await store.close();
  });

  it('reports a session that cannot be read', async () => {
    const environment = await openEnvironment();
    const notices: StoreNotice[] = [];
    const store = await openEmbeddedSessionStore(environment, { onNotice: (notice) => notices.push(notice) });
    const sessions = environment.root.openDB<Buffer, string>('sessions', { encoding: 'binary' });
    await sessions.put(logKeyOf(ref), Buffer.from('no session'));
    expect(await store.read(ref)).toBeUndefined();
    expect(notices).toMatchObject([{ level: 'error', details: ref }]);
    await store.close();
  });
});
