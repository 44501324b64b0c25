import type { BatchReceipt, ClickstreamEvent, EventBatch } from '#libs/contracts';
import { randomUUID } from 'node:crypto';
import type { Answer, LoadRequest } from '../sending/due-requests.js';
import type { OpenStep, Walkers } from '../session-walks.js';

/** A visitor's step and what the read after it waits for. */
interface Visit {
  readonly open: OpenStep;
  /** Of its view and its read. */
  toAnswer: number;
}

/** What became of a session's events. */
export interface SentSession {
  accepted: number;
  /** Nobody knows whether they were accepted: no answer came. */
  unknown: number;
}

/** Visitors who browse: a session's next event, then that session's recommendations, views and reads 1:1. */
export class BrowseTraffic {
  /** What the service has taken, by session. */
  readonly sent = new Map<string, SentSession>();
  private visit: Visit | undefined;

  constructor(
    private readonly walkers: Walkers,
    private readonly site: string,
  ) {}

  /** The next request: a view, or the read that follows it. */
  readonly next = (): LoadRequest => {
    const visit = this.visit;
    if (visit) {
      this.visit = undefined;
      return this.readOf(visit);
    }
    this.visit = { open: this.walkers.take(), toAnswer: 2 };
    return this.viewOf(this.visit);
  };

  private viewOf(visit: Visit): LoadRequest {
    const { session, step } = visit.open;
    const answered = (answer: Answer): string | undefined => {
      const failure = answer.failure ?? rejectionIn(answer.body);
      this.note(session, failure);
      this.answered(visit);
      return failure;
    };
    const body = batchBody(this.site, [{ ...step, id: randomUUID(), session, ts: Date.now() }]);
    return { kind: 'view', method: 'POST', path: '/v1/events', body, answered };
  }

  private readOf(visit: Visit): LoadRequest {
    const path = readPath(this.site, visit.open.session);
    return { kind: 'read', method: 'GET', path, answered: () => this.answered(visit) };
  }

  /** A session's next step waits for both, so that its events keep their order. */
  private answered(visit: Visit): undefined {
    visit.toAnswer -= 1;
    if (visit.toAnswer === 0) this.walkers.giveBack(visit.open);
  }

  private note(session: string, failure: string | undefined): void {
    const sent = this.sent.get(session) ?? { accepted: 0, unknown: 0 };
    this.sent.set(session, sent);
    if (failure === undefined) sent.accepted += 1;
    else if (failure === 'timeout' || failure === 'connection' || failure.startsWith('5')) sent.unknown += 1;
  }
}

/** @returns a batch as beacons send it, marked as a test. */
export function batchBody(site: string, events: readonly ClickstreamEvent[]): string {
  const batch: EventBatch = { site, sentAt: Date.now(), test: true, events: [...events] };
  return JSON.stringify(batch);
}

/** @returns where a session's recommendations are asked, marked as a test. */
export function readPath(site: string, session: string): string {
  return `/recommendations?site=${site}&session=${session}&test=true`;
}

/** @returns `rejected` for a receipt that says so of any event. */
export function rejectionIn(receipt: string): string | undefined {
  return (JSON.parse(receipt) as BatchReceipt).rejected.length > 0 ? 'rejected' : undefined;
}
