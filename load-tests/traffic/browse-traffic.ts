import type { BatchReceipt, ClickstreamEvent, EventBatch } from '#libs/contracts';
import { randomUUID } from 'node:crypto';
import type { Answer, LoadRequest } from '../sending/due-requests.js';
import { increase } from '../sending/failures.js';
import type { OpenStep, Walkers } from '../session-walks.js';

/** A visitor's step and what the read after it waits for. */
interface Visit {
  readonly open: OpenStep;
  /** Of its view and its read. */
  toAnswer: number;
}

/** Visitors who browse: a session's next event, then that session's recommendations, views and reads 1:1. */
export class BrowseTraffic {
  /** How many events the service has taken, by session. */
  readonly taken = new Map<string, number>();
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
      if (failure === undefined) increase(this.taken, session);
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

/** @returns `rejected` for a receipt that says so of any event, `no receipt` for what is none: something else than Freshet answers. */
export function rejectionIn(receipt: string): string | undefined {
  const { rejected } = (parsed(receipt) ?? {}) as Partial<BatchReceipt>;
  if (!Array.isArray(rejected)) return 'no receipt';
  return rejected.length > 0 ? 'rejected' : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
