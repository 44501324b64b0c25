import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  describeEventLog,
  describeWithPart,
  eventually,
  logRecords,
  numbered,
  startReader,
  type LogPlace,
  type LogReader,
} from '#libs/testing';
import type { EventLog } from './event-log.js';
import type { KafkaEventLogOptions } from './kafka-event-log.js';
import { openKafkaEventLog } from './open-event-log.js';

/** A member in a process of its own, to be killed: it reads nothing, holds partitions and says so. */
const MEMBER = `
  const { Kafka, logLevel } = require('kafkajs');
  const [broker, groupId, topic] = process.argv.slice(1);
  const consumer = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).consumer({ groupId, sessionTimeout: 6000 });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => console.log(JSON.stringify(payload.memberAssignment[topic] ?? [])));
  consumer.subscribe({ topic }).then(() => consumer.run({ autoCommit: false, eachBatch: () => new Promise(() => undefined) }));
`;

const PARTITIONS = 4;
const KEYS = numbered('demo:session', 40);

describeWithPart('Kafka', 'the Kafka event log', (address) => {
  const brokers = address.split(',');
  let prefix: string;

  function options(): KafkaEventLogOptions {
    return { brokers, topicPrefix: prefix, groupPrefix: prefix, partitions: PARTITIONS };
  }

  function newPlace(): LogPlace {
    prefix = `test.${randomUUID()}.`;
    const mine = options();
    return { open: () => openKafkaEventLog(mine), remove: () => Promise.resolve() };
  }

  describeEventLog('The Kafka event log', () => Promise.resolve(newPlace()));

  describe('several members of a group', () => {
    let log: EventLog;

    beforeEach(async () => {
      log = await newPlace().open();
    });

    afterEach(async () => {
      await log.close();
    });

    const appendToAll = (text: string): Promise<void> =>
      log.append(
        'events',
        KEYS.flatMap((key) => logRecords([text], key)),
      );

    it('share the partitions, each of them read by one', async () => {
      const readers: LogReader[] = [];
      for (let member = 0; member < 2; member += 1)
        readers.push(await startReader(log, { group: 'archiver' }));
      await eventually(
        () => readers.every(({ assignments }) => assignments.length > 0),
        'both were assigned',
      );
      const before = readers.map(({ records }) => records.length);
      await appendToAll('shared');
      const read = (): string[] =>
        readers.flatMap(({ records }) =>
          records.filter(({ text }) => text === 'shared').map(({ key }) => key),
        );
      await eventually(() => new Set(read()).size === KEYS.length, 'every key was read');
      const partitions = readers.map(
        ({ records }, member) => new Set(records.slice(before[member]).map(({ partition }) => partition)),
      );
      expect(partitions.map(({ size }) => size)).toEqual([2, 2]);
      expect(read()).toHaveLength(KEYS.length);
    });

    it('take over what a member held that was killed, from where the group had committed', async () => {
      const survivor = await startReader(log, { group: 'archiver' });
      await appendToAll('before');
      await survivor.hasRead(KEYS.length);
      await eventually(() => survivor.consumption.lagRecords() === 0, 'all of it is committed');
      const topic = `${prefix}events`;
      const member = spawn(process.execPath, ['-e', MEMBER, brokers[0] ?? '', `${prefix}archiver`, topic], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(member.stdout, 'data');
      member.kill('SIGKILL');
      await appendToAll('after');
      const keysAfter = (): string[] =>
        survivor.records.filter(({ text }) => text === 'after').map(({ key }) => key);
      await eventually(() => keysAfter().length >= KEYS.length, 'the survivor has read every key');
      expect(keysAfter().sort()).toEqual([...KEYS].sort());
      expect(survivor.records.filter(({ text }) => text === 'before')).toHaveLength(KEYS.length);
    });
  });
});
