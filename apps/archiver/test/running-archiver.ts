import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { expect } from 'vitest';
import {
  encodeRecord,
  logKeyOf,
  type LogTopic,
  type SessionLogRecord,
  type SlateRecord,
} from '#libs/contracts';
import { openDuckDb } from '#libs/duckdb';
import { historyFiles, historyRelation, readHistory, type HistoryKind } from '#libs/event-history';
import { EVENT_LOG, type EventLog } from '#libs/event-log';
import { MetricsRegistry, RuntimeModule, loadConfiguration } from '#libs/runtime';
import { ArchiverModule } from '../archiver.module.js';

/** An archiver as a process runs it, on a log of the test's. */
export interface RunningArchiver {
  /** A sample of /metrics, by name and labels. */
  sample(name: string): Promise<number>;
  /** Waits until a sample has a value. */
  until(name: string, value: number): Promise<void>;
  /** What SIGTERM does. The log stays open. */
  stop(): Promise<void>;
}

export const WRITTEN = 'freshet_archiver_rows_total{outcome="written"}';
export const DUPLICATE = 'freshet_archiver_rows_total{outcome="duplicate"}';
export const LAG = 'freshet_archiver_lag_records';

const running = new Set<RunningArchiver>();

export async function startArchiver(
  log: EventLog,
  dataFolder: string,
  flushSeconds = 1,
): Promise<RunningArchiver> {
  const yaml = `archiver: { flushSeconds: ${flushSeconds}, retentionDays: 36500 }`;
  const configuration = loadConfiguration({ FRESHET_DATA: dataFolder }, () => yaml);
  @Global()
  @Module({ providers: [{ provide: EVENT_LOG, useValue: log }], exports: [EVENT_LOG] })
  class LogModule {}
  @Module({ imports: [RuntimeModule.forRoot(configuration), LogModule, ArchiverModule] })
  class RootModule {}
  const application = await NestFactory.createApplicationContext(RootModule, { logger: false });
  const sample = async (name: string): Promise<number> => {
    const text = await application.get(MetricsRegistry, { strict: false }).metrics();
    const line = text.split('\n').find((found) => found.startsWith(`${name} `));
    return Number(line?.split(' ').at(-1));
  };
  const archiver: RunningArchiver = {
    sample,
    until: (name, value) => expect.poll(() => sample(name), { timeout: 15_000, interval: 20 }).toBe(value),
    async stop() {
      if (running.delete(archiver)) await application.close();
    },
  };
  running.add(archiver);
  return archiver;
}

export async function stopArchivers(): Promise<void> {
  for (const archiver of running) await archiver.stop();
}

export async function appendRecords(
  log: EventLog,
  records: readonly (SessionLogRecord | SlateRecord)[],
  topic: LogTopic = 'events',
): Promise<void> {
  await log.append(
    topic,
    records.map((record) => ({ key: logKeyOf(record), value: encodeRecord(record) })),
  );
}

/** Ids in the history's files as they stand, in order, so that a repeated row shows. */
export async function idsInFiles(
  dataFolder: string,
  kind: HistoryKind = 'events',
  site = 'demo',
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

/** Ids of the events that readers see, in order. */
export async function idsForReaders(dataFolder: string, site = 'demo'): Promise<string[]> {
  const db = await openDuckDb({ threads: 1 });
  try {
    const rows = await readHistory(db, { dataFolder, site }, () =>
      db.rows<{ id: string }>('SELECT id FROM events ORDER BY id'),
    );
    return rows.map(({ id }) => id);
  } finally {
    await db.close();
  }
}
