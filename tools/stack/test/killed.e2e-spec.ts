import { describeWithPart } from '#libs/testing';
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { differencesOf, foldLog, type FoldedLog } from './folded-log.js';
import { StackUnderTest, tinyDemo } from './stack.fixture.js';

/** Of Kafka's consumers: the next session-state waits so long for the one before. */
const SESSION_TIMEOUT_MS = 2_000;
/** Of a visitor between two batches: beside them there is time for processes to start. */
const PAUSE_MS = 20;
const ITEMS = ['dune', 'alien', 'solaris', 'heat', 'ronin', 'drive'];

interface SentEvent {
  readonly id: string;
  readonly session: string;
  readonly type: 'view';
  readonly item: string;
  readonly ts: number;
}

function viewOf(session: string, at: number): SentEvent {
  return { id: randomUUID(), session, type: 'view', item: ITEMS[at % ITEMS.length] ?? '', ts: Date.now() };
}

/** Posts until the batch is accepted, as a sender that got no answer does: the same batch again. */
async function postUntilAccepted(stack: StackUnderTest, events: readonly SentEvent[]): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const status = await stack.post(events).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 202) return attempt;
    await pause(20);
  }
}

/** Waits until session-state has caught up, then compares every stored state with the fold of the log. */
async function expectStoreEquals(stack: StackUnderTest, folded: FoldedLog): Promise<void> {
  const store = await stack.openStore();
  try {
    await vi.waitFor(async () => expect(await differencesOf(store, folded)).toEqual([]), {
      timeout: 30_000,
      interval: 200,
    });
  } finally {
    await store.close();
  }
}

describeWithPart('Kafka', 'processes that are killed', () => {
  let stack: StackUnderTest;

  beforeAll(async () => {
    stack = await StackUnderTest.start(tinyDemo, {}, SESSION_TIMEOUT_MS);
  }, 240_000);
  afterAll(() => stack.stop());

  it('session-state, ten times in the middle of its work, ends with the vectors of a fold of the log', async () => {
    const sessions = Array.from({ length: 40 }, () => `killed-${randomUUID()}`);
    let posting = true;
    const visitors = sessions.map(async (session) => {
      for (let at = 0; posting || at < 20; at += 1) {
        await postUntilAccepted(stack, [viewOf(session, at)]);
        await pause(PAUSE_MS);
      }
    });
    for (let kill = 0; kill < 10; kill += 1) {
      const pid = await stack.pidOf('session-state', kill);
      // Not a wait for anything: the moment is to be any moment.
      await pause(randomInt(50, 600));
      process.kill(pid, 'SIGKILL');
    }
    posting = false;
    await Promise.all(visitors);
    const log = await stack.openLog();
    const folded = await foldLog(log);
    await log.close();
    expect(folded.records).toBeGreaterThan(40 * 20);
    await expectStoreEquals(stack, folded);
  }, 240_000);

  it('the collector, while events are posted: what was accepted is on the log, and sessions count it once', async () => {
    const sessions = Array.from({ length: 20 }, () => `posted-${randomUUID()}`);
    const accepted = new Map<string, string[]>(sessions.map((session) => [session, []]));
    let repeated = 0;
    let posting = true;
    const visitors = sessions.map(async (session) => {
      for (let at = 0; posting || at < 20; at += 1) {
        const batch = [viewOf(session, at), viewOf(session, at + 1)];
        repeated += (await postUntilAccepted(stack, batch)) - 1;
        accepted.get(session)?.push(...batch.map(({ id }) => id));
        await pause(PAUSE_MS);
      }
    });
    for (let kill = 0; kill < 5; kill += 1) {
      const pid = await stack.pidOf('collector', kill);
      await pause(randomInt(50, 400));
      process.kill(pid, 'SIGKILL');
    }
    posting = false;
    await Promise.all(visitors);
    expect(repeated).toBeGreaterThan(0);

    const log = await stack.openLog();
    const folded = await foldLog(log);
    await log.close();
    for (const [session, ids] of accepted) {
      const onLog = folded.ids.get(`demo:${session}`) ?? new Set();
      expect(ids.filter((id) => !onLog.has(id))).toEqual([]);
      expect(folded.states.get(`demo:${session}`)?.counts.view).toBe(ids.length);
    }
    await expectStoreEquals(stack, folded);
  }, 240_000);
});
