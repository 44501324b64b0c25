import { encodeRecord, logKeyOf, type SessionLogRecord } from '#libs/contracts';
import { openKafkaEventLog, type Consumption, type EventLog } from '#libs/event-log';
import { openRedisSessionStore, type SessionStore } from '#libs/session-store';
import { describeWithPart, eventRecord } from '#libs/testing';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { expectStates, foldedLog, metricOf, startMember, type Member } from './session-state-bench.js';

const PARTITIONS = 4;
const SETTLES = { timeout: 18_000, interval: 50 };

interface RunningMember extends Member {
  readonly consumption: Consumption;
  stop(): Promise<void>;
}

/** Some sessions' visits; every seventh event is sent twice. */
function visits(count: number, prefix: string): SessionLogRecord[] {
  return Array.from({ length: count }, (_, n) =>
    eventRecord({
      session: `${prefix}-session-${n % 37}`,
      type: n % 5 === 0 ? 'purchase' : 'view',
      item: `item-${n % 11}`,
    }),
  ).flatMap((record, n) => (n % 7 === 0 ? [record, record] : [record]));
}

describeWithPart('Kafka', 'session-state on Kafka', (brokers) => {
  describeWithPart('Redis', 'and Redis', (redisUrl) => {
    let log: EventLog;
    let store: SessionStore;
    let keyPrefix: string;
    let members: RunningMember[];

    beforeEach(async () => {
      const prefix = `test.${randomUUID()}.`;
      keyPrefix = `${prefix}:`;
      members = [];
      log = await openKafkaEventLog({
        brokers: brokers.split(','),
        topicPrefix: prefix,
        groupPrefix: prefix,
        partitions: PARTITIONS,
      });
      store = await openRedisSessionStore({ urls: [redisUrl], keyPrefix });
    });

    afterEach(async () => {
      for (const member of members) await member.stop();
      await log.close();
      await store.close();
    });

    async function start(): Promise<RunningMember> {
      const member = startMember(log, store, 100);
      const consumption = await log.consume({
        group: 'session-state',
        topics: ['events'],
        handle: (batch, member_) => member.service.fold(batch, member_),
        assigned: (assignments, member_) => member.service.takeOver(assignments, member_),
      });
      const stop = async (): Promise<void> => {
        member.end();
        await consumption.stop();
      };
      const running = { ...member, consumption, stop };
      members.push(running);
      return running;
    }

    const append = (records: readonly SessionLogRecord[]): Promise<void> =>
      log.append(
        'events',
        records.map((record) => ({ key: logKeyOf(record), value: encodeRecord(record) })),
      );

    async function settles(): Promise<void> {
      const expected = await foldedLog(log);
      await vi.waitFor(() => expectStates(store, expected), SETTLES);
    }

    const rewinds = async (): Promise<number> => {
      const counts = await Promise.all(
        members.map(({ registry }) => metricOf(registry, 'freshet_session_state_rewinds_total')),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    };

    async function wipe(): Promise<void> {
      const redis = new Redis(redisUrl);
      const keys = await redis.keys(`${keyPrefix}*`);
      expect(keys.length).toBeGreaterThan(PARTITIONS);
      await redis.del(...keys);
      redis.disconnect();
    }

    it('equals one fold of the log, byte for byte', async () => {
      await start();
      await append(visits(800, 'first'));
      await settles();
      await append(visits(400, 'first'));
      await settles();
      expect(await rewinds()).toBe(0);
    });

    it('equals one fold of the log while members come and go', async () => {
      const first = await start();
      await append(visits(500, 'shared'));
      await start();
      await append(visits(500, 'shared'));
      await settles();
      await first.stop();
      await append(visits(500, 'shared'));
      await settles();
      expect(await rewinds()).toBe(0);
    });

    it('folds every session again after Redis lost everything while nothing happened', async () => {
      await start();
      await append(visits(600, 'lost'));
      await settles();
      await wipe();
      await settles();
      expect(await rewinds()).toBe(PARTITIONS);
    });

    it('folds every session again after Redis lost everything while events arrived, with two members', async () => {
      await start();
      await start();
      await append(visits(600, 'busy'));
      await settles();
      const arrive = async (): Promise<void> => {
        for (let round = 0; round < 20; round += 1) await append(visits(30, 'busy'));
      };
      await Promise.all([arrive(), wipe()]);
      await settles();
      expect(await rewinds()).toBeGreaterThanOrEqual(PARTITIONS);
    });
  });
});
