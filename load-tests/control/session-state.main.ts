/**
 * The least that can keep a session's state: bare kafkajs `eachBatch`, the same JSON parsed, one read and one compare-and-set for each session
 * of a batch, as many bytes written as the service writes. Nothing is folded or checked: what is written only has the size and the version of a state.
 */
import { Redis } from 'ioredis';
import { Kafka, logLevel, type EachBatchPayload } from 'kafkajs';
import { answerOnFreePort } from './answer-on-free-port.js';
import { cpuSeconds } from './cpu-seconds.js';

interface Event {
  readonly item?: string;
}

interface Keys {
  readonly vector: string;
  readonly ids: string;
}

const [broker = '', topic = '', groupId = '', redisUrl = ''] = process.argv.slice(2);

/** What a state of no event takes: version, span, times and counts. */
const HEAD_BYTES = 77;
/** What stands before all else, and is compared: version, position and begin. */
const PREFIX_BYTES = 46;
/** What an interaction takes beside its item's name. */
const INTERACTION_BYTES = 9;
const INTERACTIONS_MAX = 50;
const ID_BYTES = 8;
const IDS_MAX = 128;
const TTL_MS = 7_200_000;

/** KEYS vector, ids. ARGV expected prefix (empty: absent), vector, ids, ttl in ms, length of a prefix. */
const SAVE = `
if redis.call('GETRANGE', KEYS[1], 0, ARGV[5] - 1) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[4])
redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
return 1`;

const redis = new Redis(redisUrl, {
  enableAutoPipelining: true,
  scripts: { save: { lua: SAVE, numberOfKeys: 2 } },
}) as Redis & { save(...args: (Buffer | string | number)[]): Promise<number> };

let handled = 0;

async function handle({ batch: { partition, messages } }: EachBatchPayload): Promise<void> {
  const sessions = new Map<string, Event[]>();
  for (const { key, value } of messages) {
    const session = key?.toString() ?? '';
    const event = JSON.parse(value?.toString() ?? '') as Event;
    const events = sessions.get(session);
    if (events) events.push(event);
    else sessions.set(session, [event]);
  }
  const offset = BigInt(messages.at(-1)?.offset ?? 0);
  const saved = await Promise.all(
    [...sessions].map(([session, events]) => readAndSave(session, events, partition, offset)),
  );
  if (!saved.every((each) => each === 1)) throw new Error('Another writer was there.');
  handled += messages.length;
}

async function readAndSave(
  session: string,
  events: readonly Event[],
  partition: number,
  offset: bigint,
): Promise<number> {
  const keys: Keys = { vector: `control:{${session}}:v`, ids: `control:{${session}}:i` };
  const [vector, ids] = await redis.mgetBuffer(keys.vector, keys.ids);
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(partition, 0);
  prefix.writeBigUInt64BE(offset, 4);
  return redis.save(
    keys.vector,
    keys.ids,
    vector?.subarray(0, PREFIX_BYTES) ?? '',
    Buffer.concat([prefix, bodyOf(vector, events)]),
    Buffer.concat([ids ?? Buffer.alloc(0), Buffer.alloc(events.length * ID_BYTES)]).subarray(
      -IDS_MAX * ID_BYTES,
    ),
    TTL_MS,
    PREFIX_BYTES,
  );
}

function bodyOf(before: Buffer | null | undefined, events: readonly Event[]): Buffer {
  let bytes = before ? before.length - PREFIX_BYTES : HEAD_BYTES - PREFIX_BYTES;
  let most = 0;
  for (const { item = '' } of events) {
    bytes += item.length + INTERACTION_BYTES;
    most = HEAD_BYTES + INTERACTIONS_MAX * (item.length + INTERACTION_BYTES);
  }
  return Buffer.alloc(Math.min(bytes, most));
}

const consumer = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).consumer({
  groupId,
  maxWaitTimeInMs: 500,
});
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });

await answerOnFreePort((_request, response) => {
  response.end(`process_cpu_seconds_total ${cpuSeconds()}\nfreshet_session_state_records_total ${handled}\n`);
});
void consumer.run({ partitionsConsumedConcurrently: 4, eachBatch: handle });
