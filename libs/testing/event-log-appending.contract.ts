import { expect, it } from 'vitest';
import { codeRejectedBy } from './error-code-of.js';
import type { LogBench } from './log-bench.js';
import { logRecords, numbered, startReader, textsOf } from './log-reader.js';

/** What appending promises. */
export function itAppends(bench: LogBench): void {
  it('hands over what was appended, each record once, its key and value as they were', async () => {
    const value = Buffer.from([0, 255, 10, 195, 188]);
    await bench.log.append('events', [{ key: 'demo:süß', value }]);
    const reader = await startReader(bench.log, { group: 'archiver' });
    await reader.hasRead(1);
    const [record] = reader.batches[0]?.records ?? [];
    expect(record?.key).toBe('demo:süß');
    expect(record?.value.equals(value)).toBe(true);
  });

  it('keeps the order within each key, over many appends at once', async () => {
    const keys = numbered('demo:session', 20);
    const appends: Promise<void>[] = [];
    for (let turn = 0; turn < 30; turn += 1) {
      for (const key of keys) appends.push(bench.log.append('events', logRecords([String(turn)], key)));
    }
    await Promise.all(appends);
    const reader = await startReader(bench.log, { group: 'archiver' });
    await reader.hasRead(600);
    for (const key of keys) {
      expect(textsOf(reader.records, key)).toEqual(Array.from({ length: 30 }, (_, turn) => String(turn)));
    }
  });

  it('keeps every record of a key in one partition, with offsets that rise', async () => {
    for (const turn of ['a', 'b', 'c']) {
      await bench.log.append('events', logRecords([turn], 'demo:one'));
      await bench.log.append('events', logRecords([turn], 'demo:two'));
    }
    const reader = await startReader(bench.log, { group: 'archiver' });
    await reader.hasRead(6);
    for (const key of ['demo:one', 'demo:two']) {
      const records = reader.records.filter((record) => record.key === key);
      expect(new Set(records.map(({ partition }) => partition)).size).toBe(1);
      const offsets = records.map(({ offset }) => offset);
      expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b));
    }
  });

  it('still has everything after it was closed and opened again', async () => {
    await bench.log.append('events', logRecords(['before']));
    await bench.reopen();
    await bench.log.append('events', logRecords(['after']));
    const reader = await startReader(bench.log, { group: 'archiver' });
    await reader.hasRead(2);
    expect(reader.texts).toEqual(['before', 'after']);
  });

  it('closes only once everything appended so far is in the log', async () => {
    const appends = numbered('event', 50).map((text) => bench.log.append('events', logRecords([text])));
    await Promise.all([bench.log.close(), ...appends]);
    await bench.open();
    const reader = await startReader(bench.log, { group: 'archiver' });
    await reader.hasRead(50);
    expect(reader.texts).toEqual(numbered('event', 50));
  });

  it('appends nothing of a call that was given up before it began', async () => {
    const code = await codeRejectedBy(bench.log.append('events', logRecords(['never']), AbortSignal.abort()));
    expect(code).toBe('FRESHET_LOG_UNAVAILABLE');
    await bench.log.append('events', logRecords(['later']));
    const reader = await startReader(bench.log, { group: 'archiver' });
    await reader.hasRead(1);
    expect(reader.texts).toEqual(['later']);
  });

  it('refuses a record that is too large for good, and takes the next one', async () => {
    const huge = [{ key: 'demo:session-1', value: Buffer.alloc(4 * 1024 * 1024) }];
    expect(await codeRejectedBy(bench.log.append('events', huge))).toBe('FRESHET_RECORD_INVALID');
    await bench.log.append('events', logRecords(['small']));
    const reader = await startReader(bench.log, { group: 'archiver' });
    await reader.hasRead(1);
  });

  it('refuses appends and consumers once it is closed', async () => {
    await bench.log.close();
    expect(await codeRejectedBy(bench.log.append('events', logRecords(['late'])))).toBe(
      'FRESHET_LOG_UNAVAILABLE',
    );
    const late = bench.log.consume({ group: 'late', topics: ['events'], handle: () => Promise.resolve() });
    expect(await codeRejectedBy(late)).toBe('FRESHET_LOG_UNAVAILABLE');
    await bench.open();
  });

  it('says that it is healthy, and where its partitions end', async () => {
    expect(await bench.log.health()).toEqual({ healthy: true });
    const before = await bench.log.shape('events');
    await bench.log.append('events', logRecords(['a', 'b', 'c']));
    const after = await bench.log.shape('events');
    expect(before.endOffsets.every((end) => end === 0)).toBe(true);
    expect(after.endOffsets).toHaveLength(before.endOffsets.length);
    expect(after.endOffsets.reduce((sum, end) => sum + end, 0)).toBe(3);
  });
}
