import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EventRecord } from '#libs/contracts';
import { openKafkaEventLog, type EventLog } from '#libs/event-log';
import { describeWithPart, eventRecord } from '#libs/testing';
import {
  LAG,
  WRITTEN,
  appendRecords,
  idsForReaders,
  startArchiver,
  stopArchivers,
  type RunningArchiver,
} from './test/running-archiver.js';

const PARTITIONS = 8;

/** Views of forty sessions, so that every partition has some. */
function views(count: number): EventRecord[] {
  return Array.from({ length: count }, (_, index) =>
    eventRecord({ session: `session-${100 + (index % 40)}` }),
  );
}

describeWithPart('Kafka', 'archivers on Kafka', (address) => {
  let dataFolder: string;
  let prefix: string;
  const logs: EventLog[] = [];

  beforeEach(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'archivers-'));
    prefix = `test.${randomUUID()}.`;
  });
  afterEach(async () => {
    await stopArchivers();
    for (const log of logs.splice(0)) await log.close();
    await rm(dataFolder, { recursive: true, force: true });
  });

  async function openLog(): Promise<EventLog> {
    const brokers = address.split(',');
    const log = await openKafkaEventLog({
      brokers,
      topicPrefix: prefix,
      groupPrefix: prefix,
      partitions: PARTITIONS,
    });
    logs.push(log);
    return log;
  }

  async function start(): Promise<RunningArchiver> {
    return startArchiver(await openLog(), dataFolder);
  }

  async function untilReadersSee(events: readonly EventRecord[]): Promise<void> {
    const expected = events.map(({ id }) => id).sort();
    await expect.poll(() => idsForReaders(dataFolder), { timeout: 30_000, interval: 200 }).toEqual(expected);
  }

  it('share the partitions, take over from one that stops, and keep every event once', async () => {
    const log = await openLog();
    const events = views(400);
    await appendRecords(log, events);
    const first = await start();
    await first.until(WRITTEN, 400);

    const second = await start();
    const more = views(2000);
    for (let from = 0; from < more.length; from += 200)
      await appendRecords(log, more.slice(from, from + 200));
    await untilReadersSee([...events, ...more]);

    await first.stop();
    const last = views(200);
    await appendRecords(log, last);
    await untilReadersSee([...events, ...more, ...last]);
    await second.until(LAG, 0);
  }, 90_000);

  it('write what all partitions of a backlog hold together, not one after the other', async () => {
    const log = await openLog();
    const events = views(4000);
    await appendRecords(log, events);
    const archiver = await start();
    await archiver.until(WRITTEN, 4000);
    // A partition at a time would take a write, and a wait of a second, for each.
    expect(await archiver.sample('freshet_archiver_flush_seconds_count')).toBeLessThan(PARTITIONS);
  }, 60_000);
});
