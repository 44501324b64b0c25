import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { codeRejectedBy, logRecords, numbered } from '#libs/testing';
import { MicroBatcher, type MicroBatcherOptions, type OutgoingRecords } from './micro-batcher.js';

/** A batcher whose sends stay on their way until they are let through. */
function openBatcher(options: Partial<MicroBatcherOptions> = {}) {
  const sends: { texts: string[]; done: () => void; fail: (reason: Error) => void }[] = [];
  const send = (batch: readonly OutgoingRecords[]): Promise<void> =>
    new Promise((done, fail) => {
      const texts = batch.flatMap(({ records }) => records.map(({ value }) => value.toString()));
      sends.push({ texts, done, fail });
    });
  const batcher = new MicroBatcher({
    lingerMs: 0,
    batchRecordsMax: 100,
    batchBytesMax: 10_000,
    queueBytesMax: 100_000,
    sizeOf: ({ value }) => value.length,
    send,
    ...options,
  });
  const append = (texts: readonly string[], signal?: AbortSignal): Promise<void> =>
    batcher.append('events', logRecords(texts), signal);
  const hasSent = async (count: number): Promise<void> => {
    while (sends.length < count) await nextTurn();
  };
  return { batcher, append, hasSent, sends };
}

describe('the micro-batcher', () => {
  it('gathers what is appended while a batch is on its way into the next one, in order', async () => {
    const { append, hasSent, sends } = openBatcher();
    const first = append(['a']);
    await hasSent(1);
    const others = [append(['b']), append(['c', 'd']), append(['e'])];
    sends[0]?.done();
    await first;
    await hasSent(2);
    sends[1]?.done();
    await Promise.all(others);
    expect(sends.map(({ texts }) => texts)).toEqual([['a'], ['b', 'c', 'd', 'e']]);
  });

  it('sends without waiting once a batch is full, and cuts what is too large for one', async () => {
    const { append, hasSent, sends } = openBatcher({ lingerMs: 3_600_000, batchRecordsMax: 3 });
    const all = append(numbered('event', 7));
    for (const index of [0, 1, 2]) {
      await hasSent(index + 1);
      sends[index]?.done();
    }
    await all;
    expect(sends.flatMap(({ texts }) => texts)).toEqual(numbered('event', 7));
    expect(sends.map(({ texts }) => texts.length)).toEqual([3, 3, 1]);
  });

  it('keeps a batch within its bytes', async () => {
    const { append, hasSent, sends } = openBatcher({ batchBytesMax: 10 });
    const all = Promise.all([append(['aaaaaa']), append(['bbbbbb'])]);
    await hasSent(1);
    sends[0]?.done();
    await hasSent(2);
    sends[1]?.done();
    await all;
    expect(sends.map(({ texts }) => texts)).toEqual([['aaaaaa'], ['bbbbbb']]);
  });

  it('drops what still waits when its caller gives up, and makes room for others', async () => {
    const { append, hasSent, sends } = openBatcher({ queueBytesMax: 10 });
    const first = append(['on its way'.slice(0, 4)]);
    await hasSent(1);
    const giveUp = new AbortController();
    const dropped = append(['drop'], giveUp.signal);
    expect(await codeRejectedBy(append(['full']))).toBe('FRESHET_LOG_UNAVAILABLE');
    giveUp.abort();
    expect(await codeRejectedBy(dropped)).toBe('FRESHET_LOG_UNAVAILABLE');
    const later = append(['next']);
    sends[0]?.done();
    await first;
    await hasSent(2);
    sends[1]?.done();
    await later;
    expect(sends[1]?.texts).toEqual(['next']);
  });

  it('rejects an append with the failure of its batch, sends nothing more of it, and goes on with others', async () => {
    const { append, hasSent, sends } = openBatcher({ batchRecordsMax: 1 });
    const failing = append(['a', 'b']);
    const fine = append(['c']);
    await hasSent(1);
    sends[0]?.fail(new Error('too large'));
    await expect(failing).rejects.toThrow('too large');
    await hasSent(2);
    sends[1]?.done();
    await fine;
    expect(sends.map(({ texts }) => texts)).toEqual([['a'], ['c']]);
  });

  it('drains without lingering', async () => {
    const { batcher, append, hasSent, sends } = openBatcher({ lingerMs: 3_600_000 });
    const waiting = append(['a']);
    const drained = batcher.drain();
    await hasSent(1);
    sends[0]?.done();
    await Promise.all([waiting, drained]);
    expect(sends).toHaveLength(1);
  });
});
