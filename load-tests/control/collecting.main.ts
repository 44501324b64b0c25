/**
 * The least that can collect: bare `node:http` and kafkajs with the service's durability and linger. The events are parsed and written one
 * record each, as the service's are. No framework, no check of anything, no limits, no metrics.
 */
import { Kafka, logLevel, Partitioners, type Message } from 'kafkajs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerOnFreePort } from './answer-on-free-port.js';
import { cpuSeconds } from './cpu-seconds.js';

interface Batch {
  readonly site: string;
  readonly test?: true;
  readonly events: readonly { readonly session: string }[];
}

interface Waiting {
  readonly messages: readonly Message[];
  readonly answer: (status: number) => void;
}

const [broker = '', topic = '', lingerMs = ''] = process.argv.slice(2);
const BATCH_RECORDS_MAX = 2_000;

const producer = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).producer({
  idempotent: true,
  createPartitioner: Partitioners.DefaultPartitioner,
});
await producer.connect();

const waiting: Waiting[] = [];
let lingering: NodeJS.Timeout | undefined;
let isSending = false;

/** One request on its way at a time, as idempotence wants it: what arrives meanwhile makes up the next one. */
async function flush(): Promise<void> {
  lingering = undefined;
  isSending = true;
  while (waiting.length > 0) {
    const sent = takeBatch();
    const messages = sent.flatMap((each) => each.messages);
    const status = await producer.sendBatch({ acks: -1, topicMessages: [{ topic, messages }] }).then(
      () => 202,
      () => 503,
    );
    for (const { answer } of sent) answer(status);
  }
  isSending = false;
}

function takeBatch(): Waiting[] {
  let records = 0;
  const surplus = waiting.findIndex(({ messages }) => (records += messages.length) > BATCH_RECORDS_MAX);
  return waiting.splice(0, surplus > 0 ? surplus : waiting.length);
}

function collect(body: Buffer, response: ServerResponse): void {
  const { site, test, events } = JSON.parse(body.toString()) as Batch;
  const receivedAt = Date.now();
  const messages = events.map((event) => ({
    key: `${site}:${event.session}`,
    value: Buffer.from(JSON.stringify({ ...event, site, receivedAt, test })),
  }));
  const text = JSON.stringify({ accepted: messages.length, rejected: [] });
  const answer = (status: number): void => {
    response
      .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
      .end(text);
  };
  waiting.push({ messages, answer });
  if (!isSending) lingering ??= setTimeout(() => void flush(), Number(lingerMs));
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === '/metrics') {
    response.end(`process_cpu_seconds_total ${cpuSeconds()}\n`);
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => collect(Buffer.concat(chunks), response));
}

await answerOnFreePort(serve);
