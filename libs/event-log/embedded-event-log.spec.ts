import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedEnvironment, type EmbeddedEnvironment } from '#libs/embedded-environment';
import {
  codeRejectedBy,
  describeEventLog,
  eventually,
  logRecords,
  numbered,
  startReader,
  type LogPlace,
} from '#libs/testing';
import type { EmbeddedEventLogOptions } from './embedded-event-log.js';
import type { EventLog } from './event-log.js';
import type { LogNotice } from './log-notice.js';
import { openEmbeddedEventLog } from './open-event-log.js';

/** Each log of the place owns its environment, as the composing root would. */
function embeddedPlace(options: EmbeddedEventLogOptions = {}): LogPlace {
  const folder = mkdtempSync(join(tmpdir(), 'freshet-log-'));
  return {
    async open() {
      const environment = openEmbeddedEnvironment(folder);
      const log = await openEmbeddedEventLog(environment, options);
      return owning(log, environment);
    },
    remove() {
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}

function owning(log: EventLog, environment: EmbeddedEnvironment): EventLog {
  const close = log.close.bind(log);
  return Object.assign(log, {
    async close() {
      await close();
      await environment.close();
    },
  });
}

describeEventLog('The embedded event log', () => Promise.resolve(embeddedPlace()));

describe('the retention of the embedded event log', () => {
  const notices: LogNotice[] = [];
  const onNotice = (notice: LogNotice): void => void notices.push(notice);
  const large = 'x'.repeat(1_000);
  let place: LogPlace;
  let log: EventLog;

  beforeEach(() => {
    notices.length = 0;
  });

  afterEach(async () => {
    await log.close();
    await place.remove();
  });

  async function openWith(options: EmbeddedEventLogOptions): Promise<void> {
    place = embeddedPlace({ retentionEveryMs: 5, onNotice, ...options });
    log = await place.open();
  }

  it('removes the oldest records once the topic holds too many bytes, and tells a group that had not read them', async () => {
    await openWith({ retentionBytes: 300_000 });
    const first = await startReader(log, { group: 'archiver' });
    await log.append('events', logRecords(['read']));
    await first.hasRead(1);
    await first.consumption.stop();
    await log.append('events', logRecords(Array.from({ length: 3_000 }, () => large)));
    await log.append('events', logRecords(['newest']));
    const probe = await oldestOffset(log, (offset) => offset > 2_700);
    const second = await startReader(log, { group: 'archiver' });
    await eventually(() => second.texts.includes('newest'), 'the newest record is read');
    expect(second.records[0]?.offset).toBeGreaterThanOrEqual(probe);
    const lost = notices.filter(({ details }) => details?.['group'] === 'archiver');
    expect(lost.map(({ level }) => level)).toEqual(['error']);
    expect(lost[0]?.details?.['records']).toBe((second.records[0]?.offset ?? 0) - 1);
  });

  it('removes records by age, and never gives an offset twice, also after a restart', async () => {
    await openWith({ retentionHours: 1e-9 });
    await log.append('events', logRecords(numbered('old', 10)));
    await oldestOffset(log, (offset) => offset >= 10);
    await log.close();
    log = await place.open();
    expect((await log.shape('events')).endOffsets).toEqual([10]);
    const reader = await startReader(log, { group: 'archiver' });
    await log.append('events', logRecords(['new']));
    await reader.hasRead(1);
    expect(reader.records[0]?.offset).toBe(10);
  });
});

describe('the embedded event log under pressure', () => {
  it('refuses appends at once while too many bytes wait for the disk, and takes them again afterwards', async () => {
    const place = embeddedPlace({ queueBytesMax: 10_000 });
    const log = await place.open();
    const first = log.append('events', logRecords(['x'.repeat(9_000)]));
    expect(await codeRejectedBy(log.append('events', logRecords(['x'.repeat(9_000)])))).toBe(
      'FRESHET_LOG_UNAVAILABLE',
    );
    await first;
    await log.append('events', logRecords(['x'.repeat(9_000)]));
    expect((await log.shape('events')).endOffsets).toEqual([2]);
    await log.close();
    await place.remove();
  });
});

let probes = 0;

/** Starts new groups until one begins at an offset that will do. */
async function oldestOffset(log: EventLog, enough: (offset: number) => boolean): Promise<number> {
  for (;;) {
    probes += 1;
    const reader = await startReader(log, { group: `probe-${probes}` });
    await eventually(() => reader.assignments.length > 0, 'the probe is assigned');
    await reader.consumption.stop();
    const offset = reader.assignments[0]?.nextOffset ?? 0;
    if (enough(offset)) return offset;
  }
}
