import autocannon from 'autocannon';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { runPrefix, type Deployment } from './deployment.js';
import { eventsKnown } from './lost-events.js';
import { cpuSecondsOf } from './watching/metric-values.js';
import { failuresIn } from './sending/autocannon-failures.js';
import { evenlyDue } from './sending/due-requests.js';
import type { Failures } from './sending/failures.js';
import { sendAtDueTimes } from './sending/send-at-due-times.js';
import type { Walk } from './session-walks.js';
import { batchBody, readPath } from './traffic/browse-traffic.js';

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
const LOOK_AGAIN_MS = 50;

/** Where sessions are played, and read. */
type SessionsPlace = Pick<Deployment, 'url' | 'readUrl' | 'site'>;

/**
 * Plays the beginnings of walks as sessions of this run.
 * @returns the sessions, each of them known to who answers reads.
 * @throws Error when one is not within 30 s.
 */
export async function playSessions(
  place: SessionsPlace,
  walks: readonly Walk[],
  sessionsCount: number,
): Promise<string[]> {
  const prefix = runPrefix();
  const sessions: string[] = [];
  for (let at = 0; at < sessionsCount; at += 1) {
    const session = `${prefix}-${at}`;
    await post(place, session, (walks[at % walks.length] ?? []).slice(0, STEPS_MAX));
    sessions.push(session);
  }
  for (const session of sessions) await isReadable(place, session);
  return sessions;
}

async function post({ url, site }: SessionsPlace, session: string, steps: Walk): Promise<void> {
  const ts = Date.now();
  const answer = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: batchBody(
      site,
      steps.map((step) => ({ ...step, id: randomUUID(), session, ts })),
    ),
  });
  if (answer.status !== 202) throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`);
}

async function isReadable(place: SessionsPlace, session: string): Promise<void> {
  const until = performance.now() + PREPARE_PATIENCE_MS;
  while ((await eventsKnown(place, session)) === 0) {
    if (performance.now() > until)
      throw new Error(`The events of ${session} were not read within ${PREPARE_PATIENCE_MS / 1000} s.`);
    await pause(LOOK_AGAIN_MS);
  }
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
    return readPath(site, sessions[at] ?? '');
  };
}
