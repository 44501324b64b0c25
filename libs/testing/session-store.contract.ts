import type { SessionRef } from '#libs/contracts';
import { advance, encodeSession, eventsOf, SESSION_RULES, type SessionState } from '#libs/session';
import type { LogShape, SessionStore, Watermark } from '#libs/session-store';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { eventRecord, folded, positioned, SOME_SESSION, stateOf } from './builders.js';
import { codeRejectedBy } from './error-code-of.js';

/** A store under test, with nothing in it. */
export interface OpenedStore {
  readonly store: SessionStore;
  /** Replaces the bytes of a session's vector behind the store's back. */
  readonly spoil: (ref: SessionRef, vector: Buffer) => Promise<void>;
  /** Loses the log's epoch, and nothing else. */
  readonly loseEpoch: () => Promise<void>;
}

/** @param ttlMs how long its sessions live. */
export type OpenStore = (ttlMs: number) => Promise<OpenedStore>;

const HOUR_MS = 3_600_000;

/** What every session store does. Each test opens a store of its own, and closes it. */
export function describeSessionStore(name: string, open: OpenStore): void {
  describe(`${name} as a SessionStore`, () => {
    const opened: SessionStore[] = [];
    const openOne = async (ttlMs = HOUR_MS): Promise<OpenedStore> => {
      const one = await open(ttlMs);
      opened.push(one.store);
      return one;
    };
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close();
    });

    describeSessions(openOne);
    describeConcurrentWriters(openOne);
    describeWatermarks(openOne);
    describeEpochs(openOne);
  });
}

function describeSessions(open: (ttlMs?: number) => Promise<OpenedStore>): void {
  const ref = SOME_SESSION;

  it('reads what it saved', async () => {
    const { store } = await open();
    const next = stateOf(
      eventRecord({ item: 'dune' }),
      eventRecord({ type: 'watch', item: 'élan', progress: 0.3 }),
    );
    expect(await store.save([{ ref, expected: null, next }])).toEqual([true]);
    const { recentIds, ...vector } = next;
    expect(await store.read(ref)).toEqual(vector);
    expect(await store.readState(ref)).toEqual(next);
    expect(await store.load([ref])).toEqual([next]);
    expect(recentIds.size).toBe(2);
  });

  it('knows nothing of a session nobody has seen', async () => {
    const { store } = await open();
    expect(await store.read(ref)).toBeUndefined();
    expect(await store.readState(ref)).toBeUndefined();
    expect(await store.load([ref])).toEqual([undefined]);
  });

  it('loads and saves many sessions at once, in the order asked', async () => {
    const { store } = await open();
    const refs = Array.from({ length: 300 }, (_, n) => ({ site: 'demo', session: `session-${n}-of-many` }));
    const writes = refs.map((each) => ({ ref: each, expected: null, next: stateOf(eventRecord(each)) }));
    const everyOther = writes.filter((_, n) => n % 2 === 0);
    expect(await store.save(everyOther)).toEqual(everyOther.map(() => true));
    expect(await store.load(refs)).toEqual(writes.map(({ next }, n) => (n % 2 === 0 ? next : undefined)));
    expect(await store.save([])).toEqual([]);
    expect(await store.load([])).toEqual([]);
  });

  it('keeps sites apart that use the same session id', async () => {
    const { store } = await open();
    const elsewhere = { ...ref, site: 'other-site' };
    await store.save([{ ref, expected: null, next: stateOf(eventRecord({ item: 'here' })) }]);
    expect(await store.read(elsewhere)).toBeUndefined();
    await store.save([{ ref: elsewhere, expected: null, next: stateOf(eventRecord({ item: 'there' })) }]);
    expect((await store.read(ref))?.interactions[0]?.item).toBe('here');
  });

  it('forgets a session once its time to live has passed, and takes it as absent when it is saved again', async () => {
    const { store } = await open(150);
    const next = stateOf(eventRecord());
    await store.save([{ ref, expected: null, next }]);
    expect(await store.read(ref)).toBeDefined();
    await vi.waitFor(async () => expect(await store.read(ref)).toBeUndefined(), {
      timeout: 5_000,
      interval: 20,
    });
    expect(await store.load([ref])).toEqual([undefined]);
    expect(await store.save([{ ref, expected: next, next: stateOf(eventRecord()) }])).toEqual([false]);
    expect(await store.save([{ ref, expected: null, next: stateOf(eventRecord()) }])).toEqual([true]);
  });

  it('takes a vector that cannot be read as absent, and replaces it', async () => {
    const { store, spoil } = await open();
    const next = stateOf(eventRecord(), eventRecord());
    const { vector } = encodeSession(next);
    for (const unreadable of [
      vector.subarray(0, 60),
      Buffer.from([9, 9, 9]),
      Buffer.concat([Buffer.of(2), vector]),
    ]) {
      await store.save([{ ref, expected: null, next }]);
      await spoil(ref, unreadable);
      expect(await store.read(ref)).toBeUndefined();
      expect(await store.load([ref])).toEqual([undefined]);
      expect(await store.save([{ ref, expected: null, next }])).toEqual([true]);
      expect(await store.load([ref])).toEqual([next]);
    }
  });

  it('rejects as unavailable once it is closed', async () => {
    const { store } = await open();
    await store.close();
    expect(await codeRejectedBy(store.read(ref))).toBe('FRESHET_STORE_UNAVAILABLE');
    const write = { ref, expected: null, next: stateOf(eventRecord()) };
    expect(await codeRejectedBy(store.save([write]))).toBe('FRESHET_STORE_UNAVAILABLE');
    expect((await store.health()).healthy).toBe(false);
    await store.close();
  });

  it('stays in one incarnation while nothing happens to its server', async () => {
    const { store } = await open();
    const { incarnation } = store;
    await store.save([{ ref, expected: null, next: stateOf(eventRecord()) }]);
    await store.load([ref]);
    expect(store.incarnation).toBe(incarnation);
  });

  it('is healthy while it is open', async () => {
    const { store } = await open();
    expect(await store.health()).toEqual({ healthy: true });
  });
}

function describeConcurrentWriters(open: () => Promise<OpenedStore>): void {
  const ref = SOME_SESSION;

  it('refuses a write that expected another state, and leaves what is stored', async () => {
    const { store } = await open();
    const stream = positioned([eventRecord(), eventRecord(), eventRecord()]);
    const [first, second, third] = [1, 2, 3].map((end) => folded(stream.slice(0, end))) as [
      SessionState,
      SessionState,
      SessionState,
    ];
    await store.save([{ ref, expected: null, next: second }]);
    expect(await store.save([{ ref, expected: null, next: third }])).toEqual([false]);
    expect(await store.save([{ ref, expected: first, next: third }])).toEqual([false]);
    expect(await store.load([ref])).toEqual([second]);
    expect(await store.save([{ ref, expected: second, next: third }])).toEqual([true]);
  });

  it('counts a write that is sent twice once', async () => {
    const { store } = await open();
    const stream = positioned([eventRecord(), eventRecord()]);
    const [first, second] = [folded(stream.slice(0, 1)), folded(stream)];
    for (const write of [
      { ref, expected: null, next: first },
      { ref, expected: first, next: second },
    ]) {
      expect(await store.save([write])).toEqual([true]);
      expect(await store.save([write])).toEqual([true]);
      expect(await store.load([ref])).toEqual([write.next]);
    }
  });

  it('tells a state that was begun too late from the whole one at the same position', async () => {
    const { store } = await open();
    const stream = positioned([eventRecord(), eventRecord()]);
    const [whole, half] = [folded(stream), folded(stream.slice(1))];
    await store.save([{ ref, expected: null, next: half }]);
    expect(await store.save([{ ref, expected: whole, next: stateOf(eventRecord()) }])).toEqual([false]);
    expect(await store.save([{ ref, expected: half, next: whole }])).toEqual([true]);
    expect(await store.load([ref])).toEqual([whole]);
  });

  it('replaces a state by another of the same begin and position when the caller expected it', async () => {
    const { store } = await open();
    const stream = positioned([eventRecord(), eventRecord(), eventRecord()]);
    const whole = folded(stream);
    const withHole = folded(stream.filter((_, n) => n !== 1));
    await store.save([{ ref, expected: null, next: withHole }]);
    expect(await store.save([{ ref, expected: withHole, next: whole }])).toEqual([true]);
    expect(await store.load([ref])).toEqual([whole]);
  });

  it('lets two writers race and ends with every event counted once', async () => {
    const { store } = await open();
    const stream = positioned(Array.from({ length: 40 }, () => eventRecord()));
    const follow = async (): Promise<void> => {
      for (const { record, position } of stream) {
        for (let written = false; !written;) {
          const [state] = await store.load([ref]);
          const next = advance(state, record, position, SESSION_RULES);
          if (!next || next === state) break;
          written = (await store.save([{ ref, expected: state ?? null, next }]))[0] === true;
        }
      }
    };
    await Promise.all([follow(), follow()]);
    const [state] = await store.load([ref]);
    expect(state).toEqual(folded(stream));
    expect(state && eventsOf(state)).toBe(40);
  });
}

function describeWatermarks(open: () => Promise<OpenedStore>): void {
  const mark = (partition: number, nextOffset: number, epoch = 1): Watermark => ({
    epoch,
    partition,
    nextOffset,
  });

  it('has no watermark of a partition that was never folded', async () => {
    const { store } = await open();
    expect(await store.watermarks([0, 31])).toEqual([undefined, undefined]);
    expect(await store.watermarks([])).toEqual([]);
  });

  it('keeps a watermark of each partition, in the order asked', async () => {
    const { store } = await open();
    expect(await store.setWatermark(mark(3, 30), null)).toBe(true);
    expect(await store.setWatermark(mark(0, 0), null)).toBe(true);
    expect(await store.watermarks([0, 1, 3])).toEqual([mark(0, 0), undefined, mark(3, 30)]);
  });

  it('moves a watermark only from the one that was expected', async () => {
    const { store } = await open();
    await store.setWatermark(mark(0, 10), null);
    for (const other of [null, mark(0, 9), mark(0, 10, 2)]) {
      expect(await store.setWatermark(mark(0, 20), other)).toBe(false);
    }
    expect(await store.watermarks([0])).toEqual([mark(0, 10)]);
    expect(await store.setWatermark(mark(0, 20), mark(0, 10))).toBe(true);
    expect(await store.setWatermark(mark(0, 5), mark(0, 20))).toBe(true);
    expect(await store.watermarks([0])).toEqual([mark(0, 5)]);
  });

  it('counts a watermark that is sent twice as moved', async () => {
    const { store } = await open();
    await store.setWatermark(mark(0, 10), null);
    expect(await store.setWatermark(mark(0, 10), null)).toBe(true);
  });

  it('lets one of two writers move a watermark', async () => {
    const { store } = await open();
    const moved = await Promise.all([
      store.setWatermark(mark(0, 10), null),
      store.setWatermark(mark(0, 12), null),
    ]);
    expect(moved.filter(Boolean)).toHaveLength(1);
  });
}

function describeEpochs(open: () => Promise<OpenedStore>): void {
  const ending = (...endOffsets: number[]): (() => Promise<LogShape>) => {
    return () => Promise.resolve({ endOffsets });
  };

  it('starts at epoch 1 and stays there while the log only grows', async () => {
    const { store } = await open();
    expect(await store.epochOf(ending(0, 0), 0)).toBe(1);
    await store.setWatermark({ epoch: 1, partition: 1, nextOffset: 50 }, null);
    expect(await store.epochOf(ending(7, 50), 1)).toBe(1);
    expect(await store.epochOf(ending(7, 90), 0)).toBe(1);
  });

  it('goes on to the next epoch when a partition ends before its watermark: the topic was made anew', async () => {
    const { store } = await open();
    await store.epochOf(ending(0, 60), 0);
    await store.setWatermark({ epoch: 1, partition: 1, nextOffset: 50 }, null);
    expect(await store.epochOf(ending(0, 49), 1)).toBe(2);
    expect(await store.epochOf(ending(0, 49), 1)).toBe(2);
    expect(await store.epochOf(ending(0, 49), 2)).toBe(2);
  });

  it('goes on to the next epoch when the partition count changes', async () => {
    const { store } = await open();
    await store.epochOf(ending(5, 5), 0);
    expect(await store.epochOf(ending(5, 5, 0), 1)).toBe(2);
    expect(await store.epochOf(ending(5, 5), 2)).toBe(3);
  });

  it('never answers less than the caller has used, even when it has forgotten everything', async () => {
    const { store } = await open();
    expect(await store.epochOf(ending(9), 4)).toBe(4);
    expect(await store.epochOf(ending(9), 0)).toBe(4);
    expect(await store.epochOf(ending(9), 6)).toBe(6);
  });

  it('does not fall back behind its watermarks when the epoch alone is lost', async () => {
    const { store, loseEpoch } = await open();
    await store.epochOf(ending(10, 10), 3);
    await store.setWatermark({ epoch: 3, partition: 1, nextOffset: 5 }, null);
    await loseEpoch();
    expect(await store.epochOf(ending(10, 10), 0)).toBe(3);
  });

  it('agrees with consumers that ask at the same time', async () => {
    const { store } = await open();
    const ask = (shape: () => Promise<LogShape>): Promise<number[]> =>
      Promise.all(Array.from({ length: 8 }, () => store.epochOf(shape, 0)));
    expect(new Set(await ask(ending(10, 10)))).toEqual(new Set([1]));
    await store.setWatermark({ epoch: 1, partition: 0, nextOffset: 10 }, null);
    expect(new Set(await ask(ending(2, 2)))).toEqual(new Set([2]));
  });

  it('does not take records that are folded while the log is asked for a log that ends too early', async () => {
    const { store } = await open();
    await store.epochOf(ending(10), 0);
    const folding = async (): Promise<LogShape> => {
      const shape = { endOffsets: [10] };
      await store.setWatermark({ epoch: 1, partition: 0, nextOffset: 25 }, null);
      return shape;
    };
    expect(await store.epochOf(folding, 1)).toBe(1);
  });

  it('rejects when the log cannot be asked', async () => {
    const { store } = await open();
    await expect(store.epochOf(() => Promise.reject(new Error('no log')), 1)).rejects.toThrow('no log');
  });
}
