import { expect, it } from 'vitest';
import type { LogBench } from './log-bench.js';
import {
  eventually,
  logRecords,
  momentBetween,
  numbered,
  openHand,
  startReader,
  textsOf,
} from './log-reader.js';

/** What consuming promises. */
export function itConsumes(bench: LogBench): void {
  it('hands over records as they are appended', async () => {
    const reader = await startReader(bench.log, { group: 'archiver' });
    for (const text of numbered('event', 5)) {
      await bench.log.append('events', logRecords([text]));
      await eventually(() => reader.texts.at(-1) === text, `${text} was read`);
    }
    expect(reader.texts).toEqual(numbered('event', 5));
  });

  it('hands a new group everything from the oldest record on, whatever other groups have read', async () => {
    await bench.log.append('events', logRecords(['a', 'b']));
    const first = await startReader(bench.log, { group: 'session-state' });
    await first.hasRead(2);
    await first.consumption.stop();
    const second = await startReader(bench.log, { group: 'archiver' });
    await second.hasRead(2);
    expect(second.texts).toEqual(['a', 'b']);
  });

  it('hands over batches as large as the consumer wants them, and no larger', async () => {
    await bench.log.append('events', logRecords(numbered('event', 700)));
    const small = await startReader(bench.log, { group: 'session-state', batchRecordsMax: 300 });
    await small.hasRead(700);
    expect(Math.max(...small.batches.map(({ records }) => records.length))).toBe(300);
    const large = await startReader(bench.log, { group: 'archiver', batchRecordsMax: 1000 });
    await large.hasRead(700);
    expect(large.batches.map(({ records }) => records.length)).toEqual([700]);
  });

  it('reads several topics, and only those it was asked for', async () => {
    await bench.log.append('dead-letter', logRecords(['dead']));
    await bench.log.append('events', logRecords(['event']));
    await bench.log.append('slates', logRecords(['slate']));
    const reader = await startReader(bench.log, { group: 'archiver', topics: ['events', 'slates'] });
    await reader.hasRead(2);
    const read = reader.records.map(({ topic, text }) => `${topic} ${text}`);
    expect(read.sort()).toEqual(['events event', 'slates slate']);
  });

  it('goes on where the group committed, after the log was closed and opened again', async () => {
    await bench.log.append('events', logRecords(['a', 'b']));
    const first = await startReader(bench.log, { group: 'archiver' });
    await first.hasRead(2);
    await first.consumption.stop();
    await bench.reopen();
    await bench.log.append('events', logRecords(['c']));
    const second = await startReader(bench.log, { group: 'archiver' });
    await second.hasRead(1);
    expect(second.texts).toEqual(['c']);
  });

  it('hands a batch over again when its handler rejects, whatever the error', async () => {
    const faults: Error[] = [new TypeError('broken'), new Error('store away')];
    await bench.log.append('events', logRecords(['a']));
    const reader = await startReader(bench.log, {
      group: 'archiver',
      handle() {
        const fault = faults.shift();
        return fault === undefined ? Promise.resolve() : Promise.reject(fault);
      },
    });
    await bench.log.append('events', logRecords(['b']));
    await eventually(
      () => reader.texts.includes('b') && reader.consumption.lagRecords() === 0,
      'all is read',
    );
    expect(reader.texts.filter((text) => text === 'a')).toHaveLength(3);
    expect(reader.consumption.health()).toEqual({ healthy: true });
  });

  it('is not healthy while its handler rejects', async () => {
    await bench.log.append('events', logRecords(['a']));
    const reader = await startReader(bench.log, {
      group: 'archiver',
      handle: () => Promise.reject(new Error('store away')),
    });
    const reason = (): string => reader.consumption.health().reason ?? '';
    await eventually(() => reason().includes('store away'), 'the member says what its handler says');
    expect(reader.consumption.health().healthy).toBe(false);
  });

  it('stops only once the batch in hand is handled and committed', async () => {
    const hand = openHand();
    await bench.log.append('events', logRecords(['a']));
    const reader = await startReader(bench.log, { group: 'archiver', handle: hand.handle });
    await reader.hasRead(1);
    const stopped = reader.consumption.stop();
    const first = await Promise.race([stopped.then(() => 'stopped'), momentBetween().then(() => 'waiting')]);
    expect(first).toBe('waiting');
    hand.open();
    await stopped;
    await bench.log.append('events', logRecords(['b']));
    const next = await startReader(bench.log, { group: 'archiver' });
    await next.hasRead(1);
    expect(next.texts).toEqual(['b']);
    expect(reader.texts).toEqual(['a']);
  });

  it('counts its lag down to nothing', async () => {
    const hand = openHand();
    const reader = await startReader(bench.log, { group: 'archiver', handle: hand.handle });
    await bench.log.append('events', logRecords(['a', 'b', 'c']));
    await reader.hasRead(1);
    await eventually(() => reader.consumption.lagRecords() === 3, 'the lag is 3');
    hand.open();
    await eventually(() => reader.consumption.lagRecords() === 0, 'the lag is gone');
    expect(reader.texts).toEqual(['a', 'b', 'c']);
  });

  it('brings ten thousand records through, in order, each once', async () => {
    const keys = numbered('demo:session', 10);
    const reader = await startReader(bench.log, { group: 'archiver' });
    const texts = numbered('event', 1_000);
    await Promise.all(
      keys.map(async (key) => {
        for (let from = 0; from < texts.length; from += 100) {
          await bench.log.append('events', logRecords(texts.slice(from, from + 100), key));
        }
      }),
    );
    await reader.hasRead(10_000);
    for (const key of keys) expect(textsOf(reader.records, key)).toEqual(texts);
    await eventually(() => reader.consumption.lagRecords() === 0, 'the lag is gone');
    for (const { endOffset, records } of reader.batches) {
      expect(endOffset).toBeGreaterThan(records.at(-1)?.offset ?? Infinity);
    }
  });

  it('lets a handler append while the log closes around it', async () => {
    const hand = openHand();
    await bench.log.append('events', logRecords(['a']));
    const reader = await startReader(bench.log, {
      group: 'archiver',
      async handle() {
        await hand.handle();
        await bench.log.append('dead-letter', logRecords(['refused']));
      },
    });
    await reader.hasRead(1);
    const reopened = bench.reopen();
    hand.open();
    await reopened;
    const next = await startReader(bench.log, { group: 'archiver', topics: ['events', 'dead-letter'] });
    await next.hasRead(1);
    expect(next.texts).toEqual(['refused']);
  });

  it('lets a second member of a group take over when the first one leaves', async () => {
    await bench.log.append('events', logRecords(['a']));
    const first = await startReader(bench.log, { group: 'archiver' });
    await first.hasRead(1);
    const second = await startReader(bench.log, { group: 'archiver' });
    await first.consumption.stop();
    await bench.log.append('events', logRecords(['b']));
    await second.hasRead(1);
    expect(second.texts).toEqual(['b']);
  });
}
