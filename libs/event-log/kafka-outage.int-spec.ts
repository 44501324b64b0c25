import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startKafka, type RunningKafka } from '#libs/parts';
import { codeRejectedBy, describeWithPart, eventually, logRecords, startReader } from '#libs/testing';
import type { EventLog } from './event-log.js';
import { openKafkaEventLog } from './open-event-log.js';

/** Within this after the broker answers again, appends and consumption go on. */
const BACK_MS = 5_000;

describeWithPart('Kafka', 'the Kafka event log when its broker goes away', () => {
  let dataFolder: string;
  let kafka: RunningKafka;
  let log: EventLog;

  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'freshet-outage-'));
    kafka = await startKafka({ dataFolder });
    log = await openKafkaEventLog({ brokers: kafka.brokers, partitions: 4 });
  });

  afterAll(async () => {
    await log.close();
    await kafka.kill();
    await rm(dataFolder, { recursive: true, force: true });
  });

  const soon = (): AbortSignal => AbortSignal.timeout(300);

  /** @returns how long until an append goes through again, milliseconds. */
  async function untilAppended(text: string): Promise<number> {
    const begunMs = Date.now();
    while ((await codeRejectedBy(log.append('events', logRecords([text])))) !== 'nothing was thrown');
    return Date.now() - begunMs;
  }

  it('refuses appends by the caller’s signal, and goes on with appends and consumption when it is back', async () => {
    const reader = await startReader(log, { group: 'archiver' });
    await log.append('events', logRecords(['before']));
    await reader.hasRead(1);

    await kafka.kill();
    expect(await codeRejectedBy(log.append('events', logRecords(['lost']), soon()))).toBe(
      'FRESHET_LOG_UNAVAILABLE',
    );
    expect(await codeRejectedBy(log.append('events', logRecords(['lost']), soon()))).toBe(
      'FRESHET_LOG_UNAVAILABLE',
    );
    expect((await log.health()).healthy).toBe(false);

    await kafka.restart();
    const backMs = Date.now();
    expect(await untilAppended('after')).toBeLessThan(BACK_MS);
    await eventually(() => reader.texts.includes('after'), 'what was appended after is read');
    expect(Date.now() - backMs).toBeLessThan(BACK_MS);
    await eventually(() => reader.consumption.health().healthy, 'the member is healthy');
    expect((await log.health()).healthy).toBe(true);
    await reader.consumption.stop();
  });

  it('brings everything appended while the broker stood still, in order, once it moves again', async () => {
    const reader = await startReader(log, { group: 'standstill' });
    await log.append('events', logRecords(['first'], 'demo:standstill'));
    await eventually(() => reader.texts.includes('first'), 'the first is read');
    await kafka.freeze();
    const appends = ['second', 'third'].map((text) =>
      log.append('events', logRecords([text], 'demo:standstill')),
    );
    expect((await log.health()).healthy).toBe(false);
    await kafka.thaw();
    await Promise.all(appends);
    await eventually(() => reader.texts.includes('third'), 'the third is read');
    const texts = reader.records.filter(({ key }) => key === 'demo:standstill').map(({ text }) => text);
    expect(texts).toEqual(['first', 'second', 'third']);
  });

  it('closes within seconds while the broker is away, and opens and consumes without waiting for it', async () => {
    await log.append('events', logRecords(['here']));
    await kafka.kill();
    const waiting = codeRejectedBy(log.append('events', logRecords(['lost'])));
    const begunMs = Date.now();
    await log.close();
    expect(Date.now() - begunMs).toBeLessThan(10_000);
    expect(await waiting).toBe('FRESHET_LOG_UNAVAILABLE');

    log = await openKafkaEventLog({ brokers: kafka.brokers, partitions: 4 });
    const reader = await startReader(log, { group: 'began-without' });
    expect(reader.consumption.health().healthy).toBe(false);
    await kafka.restart();
    await eventually(() => reader.texts.includes('here'), 'the consumption has begun');
  });
});
