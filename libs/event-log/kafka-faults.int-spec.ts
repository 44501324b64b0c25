import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  codeRejectedBy,
  describeWithPart,
  eventually,
  logRecords,
  numbered,
  startReader,
} from '#libs/testing';
import type { EventLog } from './event-log.js';
import type { LogNotice } from './log-notice.js';
import { openKafkaEventLog } from './open-event-log.js';

describeWithPart('Kafka', 'the Kafka event log and faults of single batches and partitions', (address) => {
  const brokers = address.split(',');
  const notices: LogNotice[] = [];
  let topicPrefix: string;
  let admin: Admin;
  let log: EventLog;

  beforeEach(async () => {
    notices.length = 0;
    topicPrefix = `test.${randomUUID()}.`;
    admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
  });

  afterEach(async () => {
    await log.close();
    await admin.disconnect();
  });

  const eventsTopic = (): string => `${topicPrefix}events`;

  async function committed(group: string): Promise<string | undefined> {
    const groupId = `${topicPrefix}${group}`;
    const [topic] = await admin.fetchOffsets({ groupId, topics: [eventsTopic()] });
    return topic?.partitions[0]?.offset;
  }

  async function openLog(): Promise<EventLog> {
    log = await openKafkaEventLog({
      brokers,
      topicPrefix,
      groupPrefix: topicPrefix,
      partitions: 2,
      onNotice: (notice) => void notices.push(notice),
    });
    return log;
  }

  it('loses nothing appended after a request of which one partition was refused', async () => {
    const configEntries = [{ name: 'max.message.bytes', value: '2000' }];
    await admin.createTopics({ topics: [{ topic: eventsTopic(), numPartitions: 8, configEntries }] });
    await openLog();
    const reader = await startReader(log, { group: 'archiver' });
    const keys = numbered('demo:session', 30);
    const half = [
      ...keys.flatMap((key) => logRecords(['first'], key)),
      { key: 'demo:large', value: Buffer.alloc(5_000) },
    ];
    expect(await codeRejectedBy(log.append('events', half))).toBe('FRESHET_LOG_UNAVAILABLE');
    await log.append(
      'events',
      keys.flatMap((key) => logRecords(['second'], key)),
    );
    const seconds = (): string[] =>
      reader.records.filter(({ text }) => text === 'second').map(({ key }) => key);
    await eventually(() => seconds().length >= keys.length, 'every second record is read');
    expect(seconds().sort()).toEqual([...keys].sort());
    // Otherwise the test proves nothing: the refused request did write to other partitions.
    expect(reader.texts).toContain('first');
  });

  it('tells how many records retention removed unread, and goes on at the oldest one left', async () => {
    await admin.createTopics({ topics: [{ topic: eventsTopic(), numPartitions: 1 }] });
    await openLog();
    const first = await startReader(log, { group: 'archiver' });
    await log.append('events', logRecords(numbered('read', 5)));
    await first.hasRead(5);
    // What a member has read is behind it once it is committed, which a busy broker may refuse at first.
    await vi.waitFor(async () => expect(await committed('archiver')).toBe('5'), { timeout: 15_000 });
    await first.consumption.stop();
    await log.append('events', logRecords(numbered('unread', 5)));
    // Without it kafkajs does not know the topic's leader.
    await admin.fetchTopicOffsets(eventsTopic());
    await admin.deleteTopicRecords({ topic: eventsTopic(), partitions: [{ partition: 0, offset: '8' }] });
    const second = await startReader(log, { group: 'archiver' });
    await second.hasRead(2);
    expect(second.texts).toEqual(['unread-3', 'unread-4']);
    const [lost] = notices.filter(({ level }) => level === 'error');
    expect(lost?.details).toMatchObject({ topic: 'events', partition: 0, records: 3 });
  });

  it('uses the topics that another service makes at the same moment', async () => {
    const logs = await Promise.all(
      [1, 2, 3].map(() => openKafkaEventLog({ brokers, topicPrefix, partitions: 2 })),
    );
    await Promise.all(logs.map((one) => one.append('events', logRecords(['a']))));
    await openLog();
    const { endOffsets } = await log.shape('events');
    expect(endOffsets.reduce((sum, end) => sum + end, 0)).toBe(3);
    await Promise.all(logs.map((one) => one.close()));
  });
});
