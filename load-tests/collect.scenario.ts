import type { EventBatch } from '#libs/contracts';
import { openKafkaEventLog } from '#libs/event-log';
import autocannon, { type Result } from 'autocannon';
import { randomBytes } from 'node:crypto';
import { generatedEvents } from './generated-events.js';
import type { Comparison } from './comparison.js';
import { inTurns } from './in-turns.js';
import type { Outcome } from './outcome.js';
import { cpuSecondsOf } from './watching/metric-values.js';
import { failuresIn } from './sending/autocannon-failures.js';
import { sum } from './sending/failures.js';
import { demoWalks, Walkers } from './session-walks.js';
import { MEASURED_SITE, TestBed } from './test-bed.js';
import { targetsOf } from './targets.js';
import { throughputComparisons, type Beside, type Round } from './throughput.js';

export interface CollectOptions {
  readonly connections: number;
  /** Of one round. */
  readonly durationSeconds: number;
  /** Events of a batch. */
  readonly batch: number;
}

export interface CompareCollectorsOptions extends CollectOptions {
  readonly rounds: number;
  readonly log: (line: string) => void;
  readonly onTurn: (done: number, turns: number) => void;
}

/** As `config/freshet.yaml` has it. */
const LINGER_MS = 1;
const PARTITIONS = 32;
const CONTROL_TOPIC_PREFIX = 'control.';
/** Bodies are made ahead, so that making them takes nothing from what is measured. */
const BODIES = 500;
const VISITORS = 1000;
const WALKED_SESSIONS = 2000;
const WARM_UP_SECONDS = 3;

/**
 * Posts batches as fast as they are answered, each connection one at a time. The same bodies come again and again: a collector does not
 * know an event that it has seen.
 */
async function collect(
  url: string,
  site: string,
  { connections, durationSeconds, batch }: CollectOptions,
): Promise<Result> {
  const bodies = await bodiesOf(site, batch);
  const run = autocannon(
    {
      url: `${url}/v1/events`,
      connections,
      duration: durationSeconds,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      requests: bodies.map((body) => ({ body })),
    },
    () => undefined,
  );
  return new Promise((resolve) => run.on('done', resolve));
}

/** A deployment that is there: its throughput alone. */
export async function measureCollector(url: string, site: string, options: CollectOptions): Promise<Outcome> {
  const result = await collect(url, site, options);
  const targets = await targetsOf('collect', ['answered', 'failures']);
  const failures = failuresIn(result);
  const told = (figure: string, value: number): Comparison => ({ figure, values: [value] });
  return {
    comparisons: [
      told('events/s', result.requests.average * options.batch),
      { figure: 'batches answered', values: [result['2xx']], target: targets.answered },
      told('p50 of a batch, ms', result.latency.p50),
      told('p99 of a batch, ms', result.latency.p99),
      { figure: 'failures', values: [sum(failures)], target: targets.failures },
    ],
    charts: [],
    failures: Object.fromEntries(failures),
  };
}

/**
 * The collector and its control, in turns, into one Kafka.
 * @throws Error when either answers anything but 2xx.
 */
export async function compareCollectors(options: CompareCollectorsOptions): Promise<Outcome> {
  const comparisons = await throughputComparisons('collect', 'collector', await measureBoth(options));
  return { comparisons, charts: [], failures: {} };
}

async function measureBoth(options: CompareCollectorsOptions): Promise<Beside> {
  const bed = await TestBed.start(options.log);
  try {
    await makeTopics(bed);
    const service = await bed.startApp('collector');
    const control = await bed.startControl({
      main: 'collecting.main.js',
      args: [bed.broker, `${CONTROL_TOPIC_PREFIX}events`, `${LINGER_MS}`],
      app: 'collector',
    });
    const urls = { service: service.url, control: control.url };
    for (const url of Object.values(urls))
      await measure(url, { ...options, durationSeconds: WARM_UP_SECONDS });
    const turn = (program: keyof Beside): Promise<Round> => measure(urls[program], options);
    return await inTurns(['service', 'control'], options.rounds, turn, options.onTurn);
  } finally {
    await bed.stop();
  }
}

/** The control's topic is made as the service makes its own. */
async function makeTopics({ broker }: TestBed): Promise<void> {
  const settings = { brokers: [broker], topicPrefix: CONTROL_TOPIC_PREFIX, partitions: PARTITIONS };
  const log = await openKafkaEventLog(settings);
  await log.shape('events');
  await log.close();
}

async function measure(url: string, options: CollectOptions): Promise<Round> {
  const before = await cpuSecondsOf(url);
  const result = await collect(url, MEASURED_SITE, options);
  const cpuSeconds = (await cpuSecondsOf(url)) - before;
  const failures = sum(failuresIn(result));
  if (failures > 0) throw new Error(`${failures} of ${result.requests.total} batches were not taken.`);
  return { events: result.requests.total * options.batch, seconds: result.duration, cpuSeconds };
}

async function bodiesOf(site: string, batch: number): Promise<string[]> {
  const walkers = new Walkers(await demoWalks(WALKED_SESSIONS), `load-${randomBytes(4).toString('hex')}`);
  const source = generatedEvents(walkers, VISITORS);
  return Array.from({ length: BODIES }, () => {
    const events = Array.from({ length: batch }, () => source.next().value);
    const body: EventBatch = { site, sentAt: Date.now(), test: true, events };
    return JSON.stringify(body);
  });
}
