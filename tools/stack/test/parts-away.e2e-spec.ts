import type { Slate } from '#libs/contracts';
import { describeWithPart } from '#libs/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { differencesOf, foldLog } from './folded-log.js';
import { StackUnderTest, tinyDemo } from './stack.fixture.js';

const READS = 200;
const BACK = { timeout: 30_000, interval: 50 };

interface Reads {
  readonly p50: number;
  readonly p99: number;
}

function viewOf(session: string, item: string): object {
  return { id: randomUUID(), session, type: 'view', item, ts: Date.now() };
}

describeWithPart('Kafka', 'parts that go away', () => {
  let stack: StackUnderTest;

  beforeAll(async () => {
    stack = await StackUnderTest.start(tinyDemo);
  }, 120_000);
  afterAll(() => stack.stop());
  // Each test takes something away from a stack that has it all.
  beforeEach(async () => {
    const session = `whole-${randomUUID()}`;
    await vi.waitFor(
      async () => expect((await stack.post([viewOf(session, 'solaris')])).status).toBe(202),
      BACK,
    );
    await vi.waitFor(
      async () =>
        expect(await stack.recommend({ session })).toMatchObject({ strategy: 'session', degraded: [] }),
      BACK,
    );
  });

  /** Views an item and waits for the session's answer to know it. */
  async function browse(session: string, item: string): Promise<Slate> {
    expect((await stack.post([viewOf(session, item)])).status).toBe(202);
    return vi.waitFor(async () => {
      const slate = await stack.recommend({ session });
      expect(slate.strategy).toBe('session');
      return slate;
    });
  }

  /** Asks many times. @returns the answers, and how long they took, milliseconds. */
  async function readMany(session: string): Promise<{ slates: Slate[]; p50: number; p99: number }> {
    const slates: Slate[] = [];
    const tookMs: number[] = [];
    for (let read = 0; read < READS; read += 1) {
      const since = performance.now();
      slates.push(await stack.recommend({ session }));
      tookMs.push(performance.now() - since);
    }
    tookMs.sort((a, b) => a - b);
    const at = (share: number): number => tookMs[Math.floor(READS * share)] ?? 0;
    return { slates, p50: at(0.5), p99: at(0.99) };
  }

  /** Printed beside the same reads of the same run with everything in order; no bound, because machines differ. */
  function printReads(what: string, control: Reads, reads: Reads): void {
    const line = ({ p50, p99 }: Reads): string => `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
    console.log(`reads with ${what}: ${line(reads)}; before: ${line(control)}`);
  }

  it('Redis stopped: every answer is a 200 from the next rung and says so; session again after its return', async () => {
    await browse('redis-session-1', 'heat');
    const control = await readMany('redis-session-1');
    await stack.redis.stop();
    const { slates, ...reads } = await readMany('redis-session-1');
    printReads('Redis stopped', control, reads);
    expect(new Set(slates.map(({ strategy }) => strategy))).toEqual(new Set(['popular']));
    expect(new Set(slates.flatMap(({ degraded }) => degraded))).toEqual(new Set(['state']));
    const viewing = await stack.recommend({ session: 'redis-session-1', viewing: 'dune' });
    expect(viewing).toMatchObject({ strategy: 'viewing', degraded: ['state'] });
    // Events are accepted while the store is away, and folded once it is back.
    expect((await stack.post([viewOf('redis-session-1', 'dune')])).status).toBe(202);

    const back = performance.now();
    await stack.redis.restart();
    await vi.waitFor(
      async () => {
        const slate = await stack.recommend({ session: 'redis-session-1' });
        expect(slate).toMatchObject({ strategy: 'session', degraded: [], sessionEvents: 2 });
      },
      { timeout: 5000, interval: 50 },
    );
    console.log(`session again ${(performance.now() - back).toFixed(0)} ms after Redis was started`);
  }, 60_000);

  it('Redis frozen: every answer is a 200 within its budget', async () => {
    await browse('redis-session-2', 'heat');
    const control = await readMany('redis-session-2');
    await stack.redis.freeze();
    try {
      const { slates, ...reads } = await readMany('redis-session-2');
      printReads('Redis frozen', control, reads);
      expect(new Set(slates.map(({ strategy }) => strategy))).toEqual(new Set(['popular']));
    } finally {
      await stack.redis.thaw();
    }
  }, 60_000);

  it('Redis comes back empty: live sessions are folded again from the log, to the same bytes', async () => {
    const sessions = Array.from({ length: 20 }, (_, at) => `emptied-session-${at}`);
    for (const session of sessions) await browse(session, 'heat');
    await Promise.all(sessions.map((session) => stack.post([viewOf(session, 'dune')])));
    await stack.redis.restart({ emptied: true });
    const emptied = performance.now();

    const log = await stack.openLog();
    const folded = await foldLog(log);
    await log.close();
    expect([...folded.states.keys()]).toEqual(
      expect.arrayContaining(sessions.map((session) => `demo:${session}`)),
    );
    const store = await stack.openStore();
    await vi.waitFor(async () => expect(await differencesOf(store, folded)).toEqual([]), {
      timeout: 30_000,
      interval: 200,
    });
    await store.close();
    console.log(
      `${sessions.length} sessions folded again ${(performance.now() - emptied).toFixed(0)} ms after Redis was back`,
    );
  }, 90_000);

  it('Kafka stopped: events are refused with Retry-After, reads go on, and it accepts again after its return', async () => {
    await browse('kafka-session-1', 'heat');
    await stack.kafka.stop();
    const refused = await stack.post([viewOf('kafka-session-1', 'dune')]);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ error: { code: 'FRESHET_DEADLINE_PASSED' } });
    const slate = await stack.recommend({ session: 'kafka-session-1' });
    expect(slate).toMatchObject({ strategy: 'session', degraded: [] });

    await stack.kafka.restart();
    const back = performance.now();
    await vi.waitFor(
      async () => expect((await stack.post([viewOf('kafka-session-1', 'ronin')])).status).toBe(202),
      { timeout: 5000, interval: 100 },
    );
    console.log(`accepting again ${(performance.now() - back).toFixed(0)} ms after Kafka answered`);
    await vi.waitFor(
      async () =>
        expect((await stack.recommend({ session: 'kafka-session-1' })).sessionEvents).toBeGreaterThan(1),
      { timeout: 15_000, interval: 100 },
    );
    expect(stack.output).not.toContain('starting it again');
  }, 90_000);
});
