import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogTopic, SessionLogRecord, SlateRecord } from '#libs/contracts';
import { openEmbeddedEnvironment, type EmbeddedEnvironment } from '#libs/embedded-environment';
import type { HistoryKind } from '#libs/event-history';
import { openEmbeddedEventLog, type ConsumeOptions, type EventLog } from '#libs/event-log';
import { SOME_TIME_MS, eventRecord, eventually, startReader, tombstone } from '#libs/testing';
import {
  DUPLICATE,
  LAG,
  WRITTEN,
  appendRecords,
  idsForReaders,
  idsInFiles,
  startArchiver,
  stopArchivers,
  type RunningArchiver,
} from './test/running-archiver.js';

let dataFolder: string;
let environment: EmbeddedEnvironment;
let log: EventLog;

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'archiver-'));
  environment = openEmbeddedEnvironment(join(dataFolder, 'live'));
  log = await openEmbeddedEventLog(environment);
});
afterEach(async () => {
  await stopArchivers();
  await log.close();
  await environment.close();
  await rm(dataFolder, { recursive: true, force: true });
});

function start(on: EventLog = log, flushSeconds?: number): Promise<RunningArchiver> {
  return startArchiver(on, dataFolder, flushSeconds);
}

function append(records: readonly (SessionLogRecord | SlateRecord)[], topic?: LogTopic): Promise<void> {
  return appendRecords(log, records, topic);
}

function ids(kind?: HistoryKind, site?: string): Promise<string[]> {
  return idsInFiles(dataFolder, kind, site);
}

describe('the archiver', () => {
  it('keeps events and slates of the log, sites and test batches apart', async () => {
    const events = [
      eventRecord({ id: 'event-of-demo' }),
      eventRecord({ id: 'event-of-shop', site: 'shop' }),
      eventRecord({ id: 'event-of-test', test: true }),
    ];
    await append(events);
    await append([slate()], 'slates');
    const archiver = await start();
    await archiver.until(WRITTEN, 4);
    expect(await ids()).toEqual(['event-of-demo']);
    expect(await ids('events', 'shop')).toEqual(['event-of-shop']);
    expect(await ids('test-events')).toEqual(['event-of-test']);
    expect(await ids('slates')).toEqual(['slate-0001']);
    expect(await archiver.sample(LAG)).toBe(0);
  });

  it('writes what it holds when it is stopped, commits it, and goes on from there', async () => {
    const [first, second] = [eventRecord(), eventRecord()];
    let handed = 0;
    const archiver = await start(
      handling(log, (handle) => {
        handed += 1;
        return handle();
      }),
      3600,
    );
    await append([first]);
    await eventually(() => handed === 1, 'the record is in hand');
    expect(await ids()).toEqual([]);
    await archiver.stop();
    expect(await ids()).toEqual([first.id]);

    await append([second]);
    const next = await start();
    await next.until(WRITTEN, 1);
    expect(await next.sample(DUPLICATE)).toBe(0);
    expect(await ids()).toEqual([first.id, second.id].sort());
  });

  it('counts each event once when it dies between writing and committing', async () => {
    const events = Array.from({ length: 700 }, () => eventRecord());
    await append(events);
    const archiver = await start(dyingBeforeCommit(log));
    await archiver.until(DUPLICATE, 700);
    await append([eventRecord({ id: 'event-later' })]);
    await archiver.until(WRITTEN, 701);
    expect(await ids()).toEqual([...events.map(({ id }) => id), 'event-later'].sort());
  });

  it('counts an event once that a sender sent twice', async () => {
    const event = eventRecord();
    await append([event, event]);
    const archiver = await start();
    await archiver.until(WRITTEN, 1);
    await append([{ ...event, receivedAt: event.receivedAt + 60_000 }]);
    await archiver.until(DUPLICATE, 2);
    expect(await ids()).toEqual([event.id]);
  });

  it('puts what it cannot read on the dead-letter topic at once, and archives the rest', async () => {
    const event = eventRecord();
    const misfit = { ...eventRecord(), page: 5 } as unknown as SessionLogRecord;
    await log.append('events', [{ key: 'demo:session-1', value: Buffer.from('{"type":') }]);
    await append([misfit, event]);
    const archiver = await start();
    await archiver.until(WRITTEN, 1);
    expect(await ids()).toEqual([event.id]);
    const reader = await startReader(log, { group: 'look', topics: ['dead-letter'] });
    await reader.hasRead(2);
    expect(reader.texts.map((text) => JSON.parse(text) as unknown)).toMatchObject([
      {
        site: 'demo',
        code: 'FRESHET_RECORD_INVALID',
        original: '{"type":',
        source: { topic: 'events', partition: 0 },
      },
      { site: 'demo', code: 'FRESHET_RECORD_INVALID', message: expect.stringMatching(/page/) as string },
    ]);
    await reader.consumption.stop();
  });

  it('forgets a deleted session for readers and in the files', async () => {
    const session = 'session-to-forget';
    const archiver = await start();
    await append([eventRecord({ session, receivedAt: SOME_TIME_MS }), eventRecord({ id: 'event-other' })]);
    await archiver.until(WRITTEN, 2);
    await append([tombstone({ session })]);
    await archiver.until(WRITTEN, 3);
    expect(await idsForReaders(dataFolder)).toEqual(['event-other']);
    await expect.poll(() => ids(), { timeout: 10_000 }).toEqual(['event-other']);
  });

  it('catches up with a long log without waiting for the clock', async () => {
    const events = Array.from({ length: 30_000 }, () => eventRecord());
    for (let from = 0; from < events.length; from += 5000) await append(events.slice(from, from + 5000));
    const archiver = await start(log, 3600);
    // Of three batches of 10,000 the last has nothing behind it.
    await archiver.until(WRITTEN, 20_000);
    await archiver.stop();
    // Whatever it had not been handed by then stays on the log.
    expect((await ids()).length).toBeGreaterThanOrEqual(20_000);
  });
});

function slate(): SlateRecord {
  return {
    type: 'slate',
    site: 'demo',
    session: 'session-1',
    id: 'slate-0001',
    receivedAt: SOME_TIME_MS,
    strategy: 'popular',
    items: ['dune'],
    tables: null,
    experiments: {},
    experimentsRevision: '3f2a',
    degraded: [],
  };
}

/** A log whose first batch of events is handled and then not committed, as when the process is killed in between. */
function dyingBeforeCommit(inner: EventLog): EventLog {
  let deaths = 0;
  return handling(inner, async (handle) => {
    await handle();
    deaths += 1;
    if (deaths === 1) throw new Error('killed');
  });
}

/** A log whose consumers' handling goes through `around`. */
function handling(inner: EventLog, around: (handle: () => Promise<void>) => Promise<void>): EventLog {
  const consume = (options: ConsumeOptions): ReturnType<EventLog['consume']> =>
    inner.consume({
      ...options,
      handle: (batch, consumption) => around(() => options.handle(batch, consumption)),
    });
  return {
    append: inner.append.bind(inner),
    shape: inner.shape.bind(inner),
    health: inner.health.bind(inner),
    close: inner.close.bind(inner),
    consume,
  };
}
