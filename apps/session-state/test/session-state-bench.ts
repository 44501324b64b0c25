import {
  encodeRecord,
  logKeyOf,
  parseSessionRecord,
  type SessionLogRecord,
  type SessionRef,
} from '#libs/contracts';
import { openEmbeddedEnvironment, type EmbeddedEnvironment } from '#libs/embedded-environment';
import { openEmbeddedEventLog, type Consumption, type EventLog } from '#libs/event-log';
import { MetricsRegistry } from '#libs/runtime';
import { encodeSession, type SessionState } from '#libs/session';
import type { SessionStore } from '#libs/session-store';
import { fold, type PositionedRecord } from '#libs/testing';
import { Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { BatchFolder } from '../batch-folder.js';
import { LogEpochs } from '../log-epochs.js';
import { PartitionCare } from '../partition-care.js';
import { PartitionWatermarks } from '../partition-watermarks.js';
import { SessionStateMetrics } from '../session-state.metrics.js';
import { SessionStateService } from '../session-state.service.js';
import { LossyStore, type StoreFault } from './lossy-store.js';

const HOUR_MS = 3_600_000;

// Faults are made on purpose here, and said often.
Logger.overrideLogger(false);

/** One consumer's process: everything it knows is gone with it. */
export interface Member {
  readonly service: SessionStateService;
  readonly registry: MetricsRegistry;
  /** Ends its timer. */
  end(): void;
}

/** The consumer as its module wires it. */
export function startMember(log: EventLog, store: SessionStore, checkEveryMs = 5): Member {
  const options = { refoldMs: 24 * HOUR_MS, checkEveryMs, now: Date.now };
  const registry = new MetricsRegistry();
  const metrics = new SessionStateMetrics(registry);
  const watermarks = new PartitionWatermarks(store, options, metrics);
  const care = new PartitionCare(watermarks, new LogEpochs(log, store), store, options);
  const service = new SessionStateService(new BatchFolder(store), care, log, metrics);
  return { service, registry, end: () => care.onModuleDestroy() };
}

interface OpenedLog {
  readonly log: EventLog;
  readonly environment: EmbeddedEnvironment;
}

async function openLog(folder: string): Promise<OpenedLog> {
  const environment = openEmbeddedEnvironment(folder);
  return { environment, log: await openEmbeddedEventLog(environment) };
}

async function closeLog({ log, environment }: OpenedLog): Promise<void> {
  await log.close();
  await environment.close();
}

/** A log and a store that fails as told, and one consumer that is started again whenever it crashes. */
export class SessionStateBench {
  private member: Member | undefined;
  private consumption: Consumption | undefined;

  private constructor(
    private opened: OpenedLog,
    readonly store: LossyStore,
    private readonly folder: string,
    private readonly checkEveryMs: number,
  ) {}

  get log(): EventLog {
    return this.opened.log;
  }

  static async open(
    faults: ReadonlyMap<number, StoreFault> = new Map(),
    checkEveryMs = 5,
  ): Promise<SessionStateBench> {
    const folder = await mkdtemp(join(tmpdir(), 'freshet-session-state-'));
    const log = await openLog(join(folder, 'log-0'));
    const store = await LossyStore.open(join(folder, 'store'), faults);
    return new SessionStateBench(log, store, folder, checkEveryMs);
  }

  /** Puts an empty log in the place of the one there was, as when a topic is deleted and made anew. */
  async replaceLog(): Promise<void> {
    await closeLog(this.opened);
    this.opened = await openLog(join(this.folder, 'log-1'));
  }

  async start(): Promise<void> {
    this.store.restarted();
    const member = startMember(this.log, this.store, this.checkEveryMs);
    this.member = member;
    this.consumption = await this.log.consume({
      group: 'session-state',
      topics: ['events'],
      batchRecordsMax: 7,
      handle: (batch, consumption) => member.service.fold(batch, consumption),
      assigned: (assignments, consumption) => member.service.takeOver(assignments, consumption),
    });
  }

  async stop(): Promise<void> {
    this.member?.end();
    await this.consumption?.stop();
    this.member = undefined;
    this.consumption = undefined;
  }

  append(...records: readonly SessionLogRecord[]): Promise<void> {
    return this.log.append(
      'events',
      records.map((record) => ({ key: logKeyOf(record), value: encodeRecord(record) })),
    );
  }

  metric(name: string): Promise<number> {
    return metricOf(this.member?.registry, name);
  }

  /** Waits until every session stands in the store as one fold of the log gives it, restarting what crashes. */
  async settled(): Promise<void> {
    const expected = await foldedLog(this.log);
    await vi.waitFor(
      async () => {
        if (this.store.hasCrashed) {
          await this.stop();
          await this.start();
        }
        await expectStates(this.store.reliable, expected);
      },
      { timeout: 15_000, interval: 5 },
    );
  }

  async close(): Promise<void> {
    await this.stop();
    await closeLog(this.opened);
    await this.store.close();
    await rm(this.folder, { recursive: true });
  }
}

/** @returns the value of a counter, its labels summed. */
export async function metricOf(registry: MetricsRegistry | undefined, name: string): Promise<number> {
  const metric = await registry?.getSingleMetric(name)?.get();
  return (metric?.values ?? []).reduce((sum, { value }) => sum + value, 0);
}

/** @returns what one thread that reads the log record by record gets, by `site:session`. */
export async function foldedLog(log: EventLog): Promise<Map<string, SessionState>> {
  const { endOffsets } = await log.shape('events');
  const records = new Map<string, PositionedRecord[]>();
  const open = new Set(endOffsets.flatMap((end, partition) => (end > 0 ? [partition] : [])));
  const consumption = await log.consume({
    group: `fold-${randomUUID()}`,
    topics: ['events'],
    handle: (batch) => {
      for (const { key, value, offset } of batch.records) {
        const record = readable(value);
        const position = { epoch: 1, partition: batch.partition, offset };
        if (record) records.set(key, [...(records.get(key) ?? []), { record, position }]);
        if (offset + 1 >= (endOffsets[batch.partition] ?? 0)) open.delete(batch.partition);
      }
      return Promise.resolve();
    },
  });
  await vi.waitFor(() => expect(open).toEqual(new Set()), { timeout: 15_000, interval: 5 });
  await consumption.stop();
  return new Map(
    [...records].flatMap(([key, ofSession]): [string, SessionState][] => {
      const state = fold(ofSession);
      return state ? [[key, state]] : [];
    }),
  );
}

export async function expectStates(
  store: SessionStore,
  expected: ReadonlyMap<string, SessionState>,
): Promise<void> {
  const stored = await store.load([...expected.keys()].map(refOf));
  const bytesOf = (state: SessionState | undefined): unknown => state && encodeSession(state);
  for (const [n, [key, state]] of [...expected].entries()) {
    expect(bytesOf(stored[n]), key).toEqual(bytesOf(state));
  }
}

function refOf(key: string): SessionRef {
  const [site = '', session = ''] = key.split(':');
  return { site, session };
}

function readable(value: Buffer): SessionLogRecord | undefined {
  try {
    return parseSessionRecord(value);
  } catch {
    return undefined;
  }
}
