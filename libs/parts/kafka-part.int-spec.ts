import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningKafka, startKafka } from './index.js';
import { isAlive } from './leftover.js';

const TOPIC = 'greetings';

// The run has one of its own where one can be had at all.
describe.skipIf(process.env['FRESHET_TEST_KAFKA_BROKERS'] === undefined)('a Kafka of one’s own', () => {
  let dataFolder: string;
  let kafka: RunningKafka;
  const client = (): Kafka => new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING });

  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'freshet-kafka-'));
    kafka = await startKafka({ dataFolder });
    const admin = client().admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 1 }], waitForLeaders: true });
    await admin.disconnect();
  });

  afterAll(async () => {
    await kafka.kill();
    await rm(dataFolder, { recursive: true });
  });

  async function produce(value: string): Promise<void> {
    const producer = client().producer({ idempotent: true });
    await producer.connect();
    await producer.send({ topic: TOPIC, acks: -1, messages: [{ value }] });
    await producer.disconnect();
  }

  async function consume(count: number): Promise<string[]> {
    const consumer = client().consumer({ groupId: `reads-${count}` });
    const values: string[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
      const eachMessage = ({ message }: { message: { value: Buffer | null } }): Promise<void> => {
        values.push(String(message.value));
        if (values.length === count) resolve();
        return Promise.resolve();
      };
      consumer.run({ eachMessage }).catch(reject);
    });
    await consumer.disconnect();
    return values;
  }

  it('hands records from a producer to a consumer group', async () => {
    await produce('first');
    expect(await consume(1)).toEqual(['first']);
  });

  it('comes back on the same port with the records it had, even after being killed', async () => {
    await kafka.kill();
    await kafka.restart();
    await produce('second');
    expect(await consume(2)).toEqual(['first', 'second']);
  });

  it('refuses a data folder that is in use', async () => {
    await expect(startKafka({ dataFolder })).rejects.toThrow(/is in use by process/);
  });

  it('refuses to start with settings that are wrong, and shows what the broker said', async () => {
    const elsewhere = join(dataFolder, 'elsewhere');
    await expect(
      startKafka({ dataFolder: elsewhere, settings: { 'num.io.threads': 'many' } }),
    ).rejects.toThrow(/num\.io\.threads/);
  });

  it('leaves no process behind when it is stopped', async () => {
    const { pid } = kafka;
    await kafka.stop();
    expect(isAlive(pid)).toBe(false);
  });
});
