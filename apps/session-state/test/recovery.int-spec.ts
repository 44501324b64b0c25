import type { SessionLogRecord } from '#libs/contracts';
import { eventRecord, tombstone } from '#libs/testing';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { StoreFault } from './lossy-store.js';
import { SessionStateBench } from './session-state-bench.js';

const SESSIONS = ['session-a', 'session-b', 'session-c'];
const REWINDS = 'freshet_session_state_rewinds_total';

function visits(count: number, sessions = SESSIONS): SessionLogRecord[] {
  return Array.from({ length: count }, (_, n) =>
    eventRecord({ session: sessions[n % sessions.length] ?? '' }),
  );
}

describe('session-state, when the store loses memory', () => {
  let bench: SessionStateBench;

  afterEach(() => bench.close());

  async function open(faults: readonly (readonly [command: number, StoreFault])[] = []): Promise<void> {
    bench = await SessionStateBench.open(new Map(faults));
  }

  it('folds everything again after a wipe while nothing happens', async () => {
    await open();
    await bench.append(...visits(30));
    await bench.start();
    await bench.settled();
    await bench.store.wipe();
    await bench.settled();
    expect(await bench.metric(REWINDS)).toBe(1);
  });

  it('folds everything again after a wipe while it was down', async () => {
    await open();
    await bench.append(...visits(30));
    await bench.start();
    await bench.settled();
    await bench.stop();
    await bench.store.wipe();
    await bench.append(...visits(5));
    await bench.start();
    await bench.settled();
    expect(await bench.metric(REWINDS)).toBe(1);
  });

  it('does not rewind when nothing was lost', async () => {
    await open();
    await bench.start();
    for (let round = 0; round < 3; round += 1) {
      await bench.append(...visits(20));
      await bench.settled();
    }
    await bench.stop();
    await bench.start();
    await bench.append(...visits(5));
    await bench.settled();
    expect(await bench.metric(REWINDS)).toBe(0);
  });

  it('does not bring a deleted session back by folding it again', async () => {
    await open();
    await bench.append(...visits(10), tombstone({ session: 'session-a' }), ...visits(4, ['session-b']));
    await bench.start();
    await bench.settled();
    await bench.store.wipe();
    await bench.settled();
    const [deleted] = await bench.store.reliable.load([{ site: 'demo', session: 'session-a' }]);
    expect(deleted?.interactions).toEqual([]);
  });

  it('goes on counting when the log was made anew, whose offsets begin at 0 again', async () => {
    await open();
    await bench.append(...visits(10, ['session-a']));
    await bench.start();
    await bench.settled();
    await bench.stop();
    await bench.replaceLog();
    await bench.append(...visits(3, ['session-a']));
    await bench.start();
    await vi.waitFor(async () => {
      const [state] = await bench.store.reliable.load([{ site: 'demo', session: 'session-a' }]);
      expect(state?.counts.view).toBe(13);
      expect(state?.position).toEqual({ epoch: 2, partition: 0, offset: 2 });
    });
    await vi.waitFor(async () => {
      expect(await bench.store.reliable.watermarks([0])).toEqual([{ epoch: 2, partition: 0, nextOffset: 3 }]);
    });
    expect(await bench.metric(REWINDS)).toBe(0);
  });

  it.each(Array.from({ length: 30 }, (_, n) => n + 1))(
    'recovers from a wipe before command %i',
    async (command) => {
      await open([[command, 'wipe']]);
      await bench.start();
      await bench.append(...visits(9));
      await bench.append(...visits(9));
      await bench.settled();
      await bench.append(...visits(3));
      await bench.settled();
    },
  );

  it('recovers from any losses, faults and crashes at any moments', async () => {
    await open();
    const fault = fc.constantFrom<StoreFault>(
      'wipe',
      'snapshot',
      'rollback',
      'refuse',
      'lose-answer',
      'crash',
    );
    const faults = fc.array(fc.tuple(fc.integer({ min: 1, max: 150 }), fault), { maxLength: 10 });
    const batches = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 6 });
    // A watchful timer would hide what the batches themselves must notice.
    const checkEveryMs = fc.constantFrom(5, 300);
    await fc.assert(
      fc.asyncProperty(faults, batches, checkEveryMs, async (struck, sizes, everyMs) => {
        const each = await SessionStateBench.open(new Map(struck), everyMs);
        try {
          await each.start();
          for (const [n, size] of sizes.entries()) {
            await each.append(...visits(size));
            if (n % 2 === 0) await each.settled();
          }
          await each.settled();
        } finally {
          await each.close();
        }
      }),
      { numRuns: Number(process.env['RECOVERY_RUNS'] ?? 15) },
    );
  }, 1_000_000);

  it('sends a record that cannot be handled to the dead letters once, and goes on with the others', async () => {
    await open();
    await bench.start();
    await bench.append(...visits(3));
    await bench.log.append('events', [
      { key: 'demo:session-a', value: Buffer.from('{"type":"view"') },
      { key: 'demo:session-a', value: Buffer.from(JSON.stringify(eventRecord({ session: 'session-b' }))) },
    ]);
    await bench.append(...visits(3));
    const letters: unknown[] = [];
    const reader = await bench.log.consume({
      group: 'reader',
      topics: ['dead-letter'],
      handle: ({ records }) => {
        for (const { value } of records) letters.push(JSON.parse(value.toString()));
        return Promise.resolve();
      },
    });
    await vi.waitFor(async () => {
      const states = await bench.store.reliable.load(SESSIONS.map((session) => ({ site: 'demo', session })));
      expect(states.map((state) => state?.counts.view)).toEqual([2, 2, 2]);
    });
    await vi.waitFor(() => expect(letters).toHaveLength(2));
    expect(letters).toMatchObject([
      {
        code: 'FRESHET_RECORD_INVALID',
        site: 'demo',
        original: '{"type":"view"',
        source: { topic: 'events', partition: 0, offset: 3 },
      },
      { code: 'FRESHET_RECORD_INVALID', source: { offset: 4 } },
    ]);
    await reader.stop();
  });
});
