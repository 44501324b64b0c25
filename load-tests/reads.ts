import type { EventBatch, Slate } from '#libs/contracts';
import autocannon from 'autocannon';
import { randomUUID } from 'node:crypto';
import { cpuSecondsOf } from './watching/metric-values.js';
import { failuresIn } from './sending/autocannon-failures.js';
import { evenlyDue } from './sending/due-requests.js';
import type { Failures } from './sending/failures.js';
import { sendAtDueTimes } from './sending/send-at-due-times.js';
import type { Walk } from './session-walks.js';

export interface ReadTarget {
  /** Who answers reads, without a final slash. */
  readonly url: string;
  /** Paths of reads, one after the other. */
  readonly nextPath: () => string;
}

export interface SaturatedReads {
  readonly perSecond: number;
  /** CPU that the process took for one answer, all of its threads; by its own metrics. */
  readonly cpuMicros: number;
  readonly failures: Failures;
}

/** Percentiles are NaN where nothing was answered. */
export interface PacedReads {
  readonly microsP50: number;
  readonly microsP99: number;
  readonly failures: Failures;
}

/** Events of a session at most, so that all are read by the time the reading begins. */
const STEPS_MAX = 10;
const PREPARE_PATIENCE_MS = 30_000;

/**
 * Plays the beginnings of walks as sessions of this run.
 * @returns the sessions, every event of theirs in its vector
 * @throws Error when the events are not readable within 30 s
 */
export async function playSessions(
  url: string,
  site: string,
  walks: readonly Walk[],
  sessionsCount: number,
): Promise<string[]> {
  const run = randomUUID().slice(0, 8);
  const sessions: string[] = [];
  for (let at = 0; at < sessionsCount; at += 1) {
    const session = `read-${run}-${at}`;
    const now = Date.now();
    const steps = (walks[at % walks.length] ?? []).slice(0, STEPS_MAX);
    const events = steps.map((step) => ({ ...step, id: randomUUID(), session, ts: now }));
    const batch: EventBatch = { site, sentAt: now, test: true, events };
    const answer = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(batch),
    });
    if (answer.status !== 202) throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`);
    sessions.push(session);
  }
  for (const session of sessions) await isReadable(url, site, session);
  return sessions;
}

async function isReadable(url: string, site: string, session: string): Promise<void> {
  const until = performance.now() + PREPARE_PATIENCE_MS;
  do {
    const answer = await fetch(url + readOf(site, session));
    if (((await answer.json()) as Slate).sessionEvents > 0) return;
  } while (performance.now() < until);
  throw new Error(`The events of ${session} were not read within ${PREPARE_PATIENCE_MS / 1000} s.`);
}

/** As many reads as the target answers. Closed-loop: a connection asks again when it has its answer. */
export async function saturate(
  { url, nextPath }: ReadTarget,
  connections: number,
  seconds: number,
): Promise<SaturatedReads> {
  const before = await cpuSecondsOf(url);
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: [{ method: 'GET', setupRequest: (request) => ({ ...request, path: nextPath() }) }],
  });
  const cpuSeconds = (await cpuSecondsOf(url)) - before;
  return {
    perSecond: result.requests.total / result.duration,
    cpuMicros: (cpuSeconds / result.requests.total) * 1e6,
    failures: failuresIn(result),
  };
}

/** Reads at a fixed rate. */
export async function pace(
  { url, nextPath }: ReadTarget,
  perSecond: number,
  seconds: number,
): Promise<PacedReads> {
  const load = evenlyDue([{ perSecond, seconds }], () => ({ kind: 'read', method: 'GET', path: nextPath() }));
  const { micros, failures } = await sendAtDueTimes(load, { url });
  const microsOf = (share: number): number => (micros.count === 0 ? Number.NaN : micros.percentile(share));
  return { microsP50: microsOf(50), microsP99: microsOf(99), failures };
}

/** @returns paths that go round the sessions. */
export function readsOf(site: string, sessions: readonly string[]): () => string {
  let at = 0;
  return () => {
    at = (at + 1) % sessions.length;
    return readOf(site, sessions[at] ?? '');
  };
}

/** Marked, so that statistics leave its slate out. */
function readOf(site: string, session: string): string {
  return `/recommendations?site=${site}&session=${session}&test=true`;
}
