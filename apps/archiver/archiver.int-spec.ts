import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  encodeRecord,
  logKeyOf,
  type LogTopic,
  type SessionLogRecord,
  type SlateRecord,
} from '#libs/contracts';
import { openDuckDb } from '#libs/duckdb';
import { openEmbeddedEnvironment, type EmbeddedEnvironment } from '#libs/embedded-environment';
import { historyFiles, historyRelation, readHistory } from '#libs/event-history';
import { EVENT_LOG, openEmbeddedEventLog, type ConsumeOptions, type EventLog } from '#libs/event-log';
import { MetricsRegistry, RuntimeModule, loadConfiguration } from '#libs/runtime';
import { SOME_TIME_MS, eventRecord, eventually, startReader, tombstone } from '#libs/testing';
import { ArchiverModule } from './archiver.module.js';

let dataFolder: string;
let environment: EmbeddedEnvironment;
let log: EventLog;
const running = new Set<INestApplicationContext>();

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'archiver-'));
  environment = openEmbeddedEnvironment(join(dataFolder, 'live'));
  log = await openEmbeddedEventLog(environment);
});
afterEach(async () => {
  for (const archiver of running) await stop(archiver);
  await log.close();
  await environment.close();
  await rm(dataFolder, { recursive: true, force: true });
});

async function start(on: EventLog = log, flushSeconds = 1): Promise<INestApplicationContext> {
  const yaml = `archiver: { flushSeconds: ${flushSeconds}, retentionDays: 36500 }`;
  const configuration = loadConfiguration({ FRESHET_DATA: dataFolder }, () => yaml);
  @Global()
  @Module({ providers: [{ provide: EVENT_LOG, useValue: on }], exports: [EVENT_LOG] })
  class LogModule {}
  @Module({ imports: [RuntimeModule.forRoot(configuration), LogModule, ArchiverModule] })
  class RootModule {}
  const archiver = await NestFactory.createApplicationContext(RootModule, { logger: false });
  running.add(archiver);
  return archiver;
}

async function stop(archiver: INestApplicationContext): Promise<void> {
  running.delete(archiver);
  await archiver.close();
}

async function append(
  records: readonly (SessionLogRecord | SlateRecord)[],
  topic: LogTopic = 'events',
): Promise<void> {
  await log.append(
    topic,
    records.map((record) => ({ key: logKeyOf(record), value: encodeRecord(record) })),
  );
}

/** Ids in the history; from the rows as they stand in the files, so that a repeated row shows. */
async function idsInFiles(
  site = 'demo',
  kind: 'events' | 'test-events' | 'slates' = 'events',
): Promise<string[]> {
  const db = await openDuckDb({ threads: 1 });
  try {
    const files = await historyFiles({ dataFolder, site }, kind);
    const rows = await db.rows<{ id: string }>(`SELECT id FROM ${historyRelation(kind, files)} ORDER BY id`);
    return rows.map(({ id }) => id);
  } finally {
    await db.close();
  }
}

async function sample(archiver: INestApplicationContext, name: string): Promise<number> {
  const text = await archiver.get(MetricsRegistry, { strict: false }).metrics();
  const line = text.split('\n').find((found) => found.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1));
}

const WRITTEN = 'freshet_archiver_rows_total{outcome="written"}';
const DUPLICATE = 'freshet_archiver_rows_total{outcome="duplicate"}';

async function until(archiver: INestApplicationContext, name: string, value: number): Promise<void> {
  await expect.poll(() => sample(archiver, name), { timeout: 10_000, interval: 20 }).toBe(value);
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
    await until(archiver, WRITTEN, 4);
    expect(await idsInFiles()).toEqual(['event-of-demo']);
    expect(await idsInFiles('shop')).toEqual(['event-of-shop']);
    expect(await idsInFiles('demo', 'test-events')).toEqual(['event-of-test']);
    expect(await idsInFiles('demo', 'slates')).toEqual(['slate-0001']);
    expect(await sample(archiver, 'freshet_archiver_lag_records')).toBe(0);
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
    expect(await idsInFiles()).toEqual([]);
    await stop(archiver);
    expect(await idsInFiles()).toEqual([first.id]);

    await append([second]);
    const next = await start();
    await until(next, WRITTEN, 1);
    expect(await sample(next, DUPLICATE)).toBe(0);
    expect(await idsInFiles()).toEqual([first.id, second.id].sort());
  });

  it('counts each event once when it dies between writing and committing', async () => {
    const events = Array.from({ length: 700 }, () => eventRecord());
    await append(events);
    const archiver = await start(dyingBeforeCommit(log));
    await until(archiver, DUPLICATE, 700);
    await append([eventRecord({ id: 'event-later' })]);
    await until(archiver, WRITTEN, 701);
    expect(await idsInFiles()).toEqual([...events.map(({ id }) => id), 'event-later'].sort());
  });

  it('counts an event once that a sender sent twice', async () => {
    const event = eventRecord();
    await append([event, event]);
    const archiver = await start();
    await until(archiver, WRITTEN, 1);
    await append([{ ...event, receivedAt: event.receivedAt + 60_000 }]);
    await until(archiver, DUPLICATE, 2);
    expect(await idsInFiles()).toEqual([event.id]);
  });

  it('puts what it cannot read on the dead-letter topic at once, and archives the rest', async () => {
    const event = eventRecord();
    const misfit = { ...eventRecord(), page: 5 } as unknown as SessionLogRecord;
    await log.append('events', [{ key: 'demo:session-1', value: Buffer.from('{"type":') }]);
    await append([misfit, event]);
    const archiver = await start();
    await until(archiver, WRITTEN, 1);
    expect(await idsInFiles()).toEqual([event.id]);
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
    await until(archiver, WRITTEN, 2);
    await append([tombstone({ session })]);
    await until(archiver, WRITTEN, 3);
    const db = await openDuckDb({ threads: 1 });
    const seen = await readHistory(db, { dataFolder, site: 'demo' }, () => db.rows('SELECT id FROM events'));
    await db.close();
    expect(seen).toEqual([{ id: 'event-other' }]);
    await expect.poll(() => idsInFiles(), { timeout: 10_000 }).toEqual(['event-other']);
  });

  it('catches up with a long log without waiting for the clock', async () => {
    const events = Array.from({ length: 30_000 }, () => eventRecord());
    for (let from = 0; from < events.length; from += 5000) await append(events.slice(from, from + 5000));
    const archiver = await start(log, 5);
    const startedMs = performance.now();
    await until(archiver, WRITTEN, 30_000);
    // Three batches of 10,000: two of them would wait for 5 s each if nothing behind them counted.
    expect(performance.now() - startedMs).toBeLessThan(9_500);
    expect(await idsInFiles()).toHaveLength(30_000);
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
