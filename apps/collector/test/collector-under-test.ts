import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BatchReceipt, LogTopic } from '#libs/contracts';
import { openEmbeddedEnvironment } from '#libs/embedded-environment';
import { openEmbeddedEventLog, type EventLog } from '#libs/event-log';
import { createHttpApplication, listen, loadConfiguration } from '#libs/runtime';
import { eventually, startReader } from '#libs/testing';
import { collectorOn } from './collector-on.js';
import { FaultyEventLog } from './faulty-event-log.js';

/** A running collector, a real log under it, and what a test wants to know of both. */
export interface CollectorUnderTest {
  readonly url: string;
  readonly dataFolder: string;
  readonly log: FaultyEventLog;
  readonly server: Server;
  /** Posts JSON, or text as it stands. */
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Every sample of /metrics by its name and labels. */
  metrics(): Promise<Metrics>;
  /** What stands on a topic, read from its start; waits until there are so many. */
  records(topic: LogTopic, count: number): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export type Metrics = ReadonlyMap<string, number>;

export interface CollectorOptions {
  readonly yaml?: string;
  readonly env?: Record<string, string>;
  /** Told the data folder before the collector starts. */
  readonly prepare?: (dataFolder: string) => Promise<void>;
}

export async function startCollector({
  yaml = '',
  env = {},
  prepare,
}: CollectorOptions = {}): Promise<CollectorUnderTest> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'freshet-collector-'));
  await prepare?.(dataFolder);
  const environment = openEmbeddedEnvironment(join(dataFolder, 'live'));
  const log = new FaultyEventLog(await openEmbeddedEventLog(environment));
  const variables = { PORT: '0', HOST: '127.0.0.1', FRESHET_DATA: dataFolder, ...env };
  const configuration = loadConfiguration(variables, () => yaml);
  const application = await createHttpApplication(collectorOn(configuration, log), configuration, silent);
  const url = await listen(application, configuration);
  const { adminToken } = configuration.environment;
  return {
    url,
    dataFolder,
    log,
    server: application.getHttpServer(),
    post: (body, headers = {}) => postBatch(url, body, headers),
    metrics: async () => readMetrics(await (await fetch(`${url}/metrics`, asAdmin(adminToken))).text()),
    records: (topic, count) => readTopic(log, topic, count),
    async close() {
      log.fault = () => 'none';
      await application.close();
      await log.close();
      await environment.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** A view that is valid in every way, with an id of its own. */
export function someEvent(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { id: randomUUID(), session: 'session-1', type: 'view', item: 'm-17', ts: Date.now(), ...fields };
}

/** A batch around events. */
export function someBatch(
  events: unknown = [someEvent()],
  fields: Record<string, unknown> = {},
): Record<string, unknown> {
  return { site: 'demo', sentAt: Date.now(), events, ...fields };
}

export function postBatch(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
}

/** The body of an answer that must be a 202. */
export async function receiptIn(response: Response): Promise<BatchReceipt> {
  if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as BatchReceipt;
}

/** The body of an answer that must be an error. */
export async function faultIn(
  response: Response,
): Promise<{ code: string; message: string; details: unknown[] }> {
  const { error } = (await response.json()) as {
    error: { code: string; message: string; details: unknown[] };
  };
  return error;
}

const silent = { log: quiet, error: quiet, warn: quiet };

function quiet(): void {
  // Tests look at answers and counters.
}

function asAdmin(token: string | undefined): RequestInit {
  return token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } };
}

/** Reads Prometheus' text format. */
function readMetrics(text: string): Metrics {
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    samples.map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
}

/** Reads on until the end that the topic has now, and until there are so many. */
async function readTopic(log: EventLog, topic: LogTopic, count: number): Promise<Record<string, unknown>[]> {
  const { endOffsets } = await log.shape(topic);
  const reader = await startReader(log, { group: `test-${randomUUID()}`, topics: [topic] });
  const ends = (): boolean => (reader.records.at(-1)?.offset ?? -1) >= Math.max(...endOffsets) - 1;
  try {
    await eventually(
      () => ends() && reader.records.length >= count,
      `${count} records of ${topic} were read`,
    );
    return reader.texts.map((text) => JSON.parse(text) as Record<string, unknown>);
  } finally {
    await reader.consumption.stop();
  }
}
