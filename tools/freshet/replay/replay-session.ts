import { RANKS_MAX, type RankingMetrics } from '#libs/blending';
import { isId, type ClickstreamEvent, type Slate } from '#libs/contracts';
import type { ImportedEvent } from '#libs/event-history';
import { createHash } from 'node:crypto';
import { nextItemAfter, type RecordedSession } from '../../../apps/co-watch/index.js';
import type { ServiceClient } from './service-client.js';

const WAIT_MS = 100;
/** An event that is in no answer by then is lost, or the service is not following its log. */
const INCLUDED_WITHIN_MS = 30_000;

/** How one asked answer came. */
export interface ReplayedCase {
  readonly degraded: boolean;
  /** From posting the event to the first answer that included it, milliseconds. */
  readonly freshnessMs: number;
}

export interface ReplayRun {
  readonly site: string;
  /** Keeps a run's sessions apart from every other's. */
  readonly prefix: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Resolves when the next event may be posted: what holds a run to its rate. */
  readonly turn: () => Promise<void>;
  /** Told each answer and the item that came next. */
  readonly metrics: RankingMetrics;
}

/** Walks one session event by event; after each that another item follows it asks for the slate and looks for that item. */
export async function replaySession(
  client: ServiceClient,
  recorded: RecordedSession<ImportedEvent>,
  run: ReplayRun,
): Promise<ReplayedCase[]> {
  const session = sessionIdOf(run.prefix, recorded.session);
  const events = shiftedToEndAt(recorded.events, run.now());
  const cases: ReplayedCase[] = [];
  for (const [at, event] of events.entries()) {
    await run.turn();
    const postedAt = performance.now();
    const id = `${run.prefix}-${digestOf(`${recorded.session}:${at}`)}`;
    await post(client, run, { ...withoutNulls(event), id, session });
    const next = nextItemAfter(events, at);
    if (next === null) continue;
    const slate = await slateIncluding(client, run.site, session, id, postedAt);
    const freshnessMs = performance.now() - postedAt;
    run.metrics.add(slate.items, next);
    cases.push({ degraded: slate.degraded.length > 0, freshnessMs });
  }
  return cases;
}

async function post(client: ServiceClient, run: ReplayRun, event: ClickstreamEvent): Promise<void> {
  const batch = { site: run.site, sentAt: run.now(), test: true, events: [event] };
  const { rejected } = await client.post(batch);
  if (rejected[0])
    throw new Error(`The collector rejected an event of ${event.session}: ${rejected[0].message}`);
}

async function slateIncluding(
  client: ServiceClient,
  site: string,
  session: string,
  after: string,
  postedAt: number,
): Promise<Slate> {
  const query = { site, session, after, wait: `${WAIT_MS}`, limit: `${RANKS_MAX}` };
  for (;;) {
    const slate = await client.recommend(query);
    if (slate.after?.included) return slate;
    if (performance.now() - postedAt > INCLUDED_WITHIN_MS) {
      throw new Error(
        `The event ${after} of ${session} was accepted, but no answer included it within ${INCLUDED_WITHIN_MS / 1000} s. ` +
          'Is session-state running?',
      );
    }
  }
}

/**
 * Moves a session so that its last event is now and the gaps between its events stay. By whole seconds, because
 * the session state keeps whole seconds: it then holds the same gaps as a fold of the recorded times.
 */
export function shiftedToEndAt<E extends { readonly ts: number }>(events: readonly E[], nowMs: number): E[] {
  const lastMs = events.reduce((last, event) => Math.max(last, event.ts), Number.NEGATIVE_INFINITY);
  const shiftMs = (Math.floor(nowMs / 1000) - Math.ceil(lastMs / 1000)) * 1000;
  return events.map((event) => ({ ...event, ts: event.ts + shiftMs }));
}

/** A recorded event has null where it knows nothing; a sent one leaves the field out. */
function withoutNulls(event: ImportedEvent): Omit<ClickstreamEvent, 'id'> {
  const known = Object.entries(event).filter(([, value]) => value !== null);
  return Object.fromEntries(known) as unknown as Omit<ClickstreamEvent, 'id'>;
}

/** @returns a valid session id that names the recorded one where its characters allow. */
export function sessionIdOf(prefix: string, recorded: string): string {
  const id = `${prefix}-${recorded}`;
  return isId(id) ? id : `${prefix}-${digestOf(recorded)}`;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
