/** What one core and one byte do, as a report measured them. */
export interface UnitCosts {
  /** CPU of one read at saturation, microseconds, its slate record included. */
  readonly readMicros: number;
  /** Events that one core of collectors takes in a second. */
  readonly collectedPerCore: number;
  /** Events that one core of session-state folds in a second. */
  readonly foldedPerCore: number;
  /** Of Redis, for one live session. */
  readonly sessionBytes: number;
  /** Of Redis' CPU for one read and for one event, microseconds. */
  readonly storeMicros: number;
  /** Of a recommender's memory, for one item. */
  readonly itemBytes: number;
}

/** How a site is used. */
export interface Usage {
  /** Reads a second; as many events come with them, views and reads 1:1. */
  readonly readsPerSecond: number;
  /** Reads of one session, from its first to its last. */
  readonly readsPerSession: number;
  /** How long the store keeps a session after its last event, seconds. */
  readonly sessionSeconds: number;
  readonly items: number;
  /** Share of a core that is planned with, 0 to 1: the rest is for peaks, a lost machine and the tails. */
  readonly utilisation: number;
}

/** What it takes. Cores are of the machine that was measured. */
export interface Needs {
  readonly recommenderCores: number;
  readonly collectorCores: number;
  readonly sessionStateCores: number;
  readonly storeCores: number;
  readonly storeBytes: number;
  /** Of each recommender process, for tables; 2.4 times as much while it swaps is what the load tests hold it to. */
  readonly tableBytes: number;
  readonly partitions: number;
  /** Of the log in a day, replicas not counted: events and slate records. */
  readonly logBytesPerDay: number;
  /** What a million reads and their events take: a price a core and hour makes money of it. */
  readonly coreHoursPerMillionReads: number;
}

/** As records stand on the log, compressed by nothing. */
const EVENT_RECORD_BYTES = 300;
const SLATE_RECORD_BYTES = 700;
/** A topic is made with so many; one is read by one process at a time. */
const PARTITIONS_MIN = 32;
/** Partitions a core of session-state: enough that a new process takes its even share. */
const PARTITIONS_PER_CORE = 8;
const SECONDS_PER_DAY = 86_400;

export function needsOf(costs: UnitCosts, usage: Usage): Needs {
  const { readsPerSecond: reads, utilisation } = usage;
  const cores = {
    recommenderCores: (reads * costs.readMicros) / 1e6 / utilisation,
    collectorCores: reads / costs.collectedPerCore / utilisation,
    sessionStateCores: reads / costs.foldedPerCore / utilisation,
    storeCores: (reads * costs.storeMicros) / 1e6 / utilisation,
  };
  const all = Object.values(cores).reduce((sum, each) => sum + each, 0);
  const liveSessions = (reads / usage.readsPerSession) * usage.sessionSeconds;
  return {
    ...cores,
    storeBytes: liveSessions * costs.sessionBytes,
    tableBytes: usage.items * costs.itemBytes,
    partitions: Math.max(PARTITIONS_MIN, powerOfTwoAbove(cores.sessionStateCores * PARTITIONS_PER_CORE)),
    logBytesPerDay: reads * (EVENT_RECORD_BYTES + SLATE_RECORD_BYTES) * SECONDS_PER_DAY,
    coreHoursPerMillionReads: (all / reads) * (1e6 / 3600),
  };
}

function powerOfTwoAbove(value: number): number {
  return 2 ** Math.ceil(Math.log2(value));
}
