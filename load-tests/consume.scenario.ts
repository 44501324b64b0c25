import { CONSUMER_GROUPS, encodeRecord, logKeyOf } from '#libs/contracts';
import { openKafkaEventLog, type EventLog } from '#libs/event-log';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { generatedEvents } from './generated-events.js';
import type { Comparison } from './comparison.js';
import { inTurns } from './in-turns.js';
import type { Outcome } from './outcome.js';
import { metricsOf } from './watching/metric-values.js';
import { demoWalks, Walkers } from './session-walks.js';
import { MEASURED_SITE, TestBed } from './test-bed.js';
import { throughputComparisons, type Beside, type Round } from './throughput.js';

export interface CompareConsumersOptions {
  /** Of the backlog. */
  readonly events: number;
  /** How many events lie between two of one session: the more, the fewer of a session are in one batch. */
  readonly visitors: number;
  readonly rounds: number;
  readonly log: (line: string) => void;
  readonly onTurn: (done: number, turns: number) => void;
}

const TOPIC = 'freshet.events';
const WALKED_SESSIONS = 5000;
const APPEND_RECORDS = 10_000;
/** A look costs a service some milliseconds, since it has all of its metrics to tell: ten a second took it 5 % of a core. */
const LOOK_EVERY_MS = 500;
const STANDSTILL_MS = 60_000;

/** What a round took of Redis. */
interface StoreUse {
  /** CPU an event, microseconds. */
  readonly cpuMicros: number;
  /** Memory a session, bytes. */
  readonly sessionBytes: number;
}

interface StoredRound extends Round {
  readonly store: StoreUse;
}

/** How far a consumer is at some moment. */
interface Moment {
  readonly handled: number;
  readonly atMs: number;
  readonly cpuSeconds: number;
}

/** session-state and its control drain the same backlog in turns, each time a new process, a new group and an empty store. */
export async function compareConsumers(options: CompareConsumersOptions): Promise<Outcome> {
  const rounds = await measureBoth(options);
  const ofStore = (figure: string, value: (use: StoreUse) => number): Comparison => ({
    figure,
    values: rounds.service.map(({ store }) => value(store)),
    controls: rounds.control.map(({ store }) => value(store)),
  });
  return {
    comparisons: [
      ...(await throughputComparisons('consume', 'session-state', rounds)),
      ofStore('CPU of Redis an event, µs', ({ cpuMicros }) => cpuMicros),
      ofStore('bytes of Redis a session', ({ sessionBytes }) => sessionBytes),
    ],
    charts: [],
    failures: {},
  };
}

async function measureBoth(options: CompareConsumersOptions): Promise<Record<keyof Beside, StoredRound[]>> {
  const bed = await TestBed.start(options.log);
  try {
    options.log(`appending a backlog of ${options.events} events`);
    await appendBacklog(bed, options);
    const drain = { service: drainByService, control: drainByControl };
    const turn = async (program: keyof Beside): Promise<StoredRound> => {
      await bed.emptyStore();
      const before = await bed.storeFigures();
      const round = await drain[program](bed, options.events);
      const after = await bed.storeFigures();
      const cpuMicros = ((after.cpuSeconds - before.cpuSeconds) / options.events) * 1e6;
      // A session has two keys: its vector and its last events' ids.
      const sessionBytes = (after.bytes - before.bytes) / (after.keys / 2);
      return { ...round, store: { cpuMicros, sessionBytes } };
    };
    return await inTurns(['service', 'control'], options.rounds, turn, options.onTurn);
  } finally {
    await bed.stop();
  }
}

async function drainByService(bed: TestBed, events: number): Promise<Round> {
  await bed.forgetGroup(CONSUMER_GROUPS.sessionState);
  const app = await bed.startApp('session-state');
  try {
    return await drained(app.url, events);
  } finally {
    await app.stop();
  }
}

async function drainByControl(bed: TestBed, events: number): Promise<Round> {
  const group = `control-${randomBytes(4).toString('hex')}`;
  const control = await bed.startControl({
    main: 'session-state.main.js',
    args: [bed.broker, TOPIC, group, bed.redis.url],
    app: 'session-state',
  });
  try {
    return await drained(control.url, events);
  } finally {
    await control.stop();
  }
}

/** Measured from the first record handled to the last: joining the group is not draining. */
async function drained(url: string, events: number): Promise<Round> {
  let first: Moment | undefined;
  let last: Moment = await look(url);
  while (last.handled < events) {
    const before = last;
    await pause(LOOK_EVERY_MS);
    last = await look(url);
    if (last.handled === before.handled) last = { ...last, atMs: before.atMs };
    else if (before.handled === 0) first = last;
    if (Date.now() - last.atMs > STANDSTILL_MS)
      throw new Error(`Nothing was handled for a minute, after ${last.handled} of ${events} events.`);
  }
  if (first === undefined || first === last)
    throw new Error('The backlog was drained before it could be watched: ask for more events.');
  return {
    events: last.handled - first.handled,
    seconds: (last.atMs - first.atMs) / 1000,
    cpuSeconds: last.cpuSeconds - first.cpuSeconds,
  };
}

async function look(url: string): Promise<Moment> {
  const names = ['freshet_session_state_records_total', 'process_cpu_seconds_total'];
  const [handled = 0, cpuSeconds = 0] = await metricsOf(url, names);
  return { handled, cpuSeconds, atMs: Date.now() };
}

async function appendBacklog(bed: TestBed, options: CompareConsumersOptions): Promise<void> {
  const log = await openKafkaEventLog({ brokers: [bed.broker] });
  try {
    await appendEvents(log, options);
  } finally {
    await log.close();
  }
}

async function appendEvents(
  log: EventLog,
  { events, visitors }: Pick<CompareConsumersOptions, 'events' | 'visitors'>,
): Promise<void> {
  const walkers = new Walkers(await demoWalks(WALKED_SESSIONS), `load-${randomBytes(4).toString('hex')}`);
  const source = generatedEvents(walkers, visitors);
  for (let from = 0; from < events; from += APPEND_RECORDS) {
    const count = Math.min(APPEND_RECORDS, events - from);
    const records = Array.from({ length: count }, () => {
      const event = source.next().value;
      const marks = { site: MEASURED_SITE, receivedAt: event.ts, test: true as const };
      const record = Object.assign(event, marks);
      return { key: logKeyOf(record), value: encodeRecord(record) };
    });
    await log.append('events', records);
  }
}
