import type { ClickstreamEvent } from '#libs/contracts';
import { Random } from '#libs/demo';
import { randomUUID } from 'node:crypto';
import type { DueRequest, LoadRequest, Phase } from '../sending/due-requests.js';
import type { Walk } from '../session-walks.js';
import { batchBody, readPath, rejectionIn } from './browse-traffic.js';

export interface BeaconTrafficOptions {
  readonly walks: readonly Walk[];
  /** Makes this run's sessions its own. */
  readonly prefix: string;
  readonly site: string;
  readonly seed: number;
}

/** Visitors at a time. */
const VISITORS = 500;
/** A beacon gathers what happens within moments: one event, or some. */
const BATCH_EVENTS_MAX = 10;

interface Visitor {
  session: string;
  walk: Walk;
  at: number;
}

/** Events as beacons send them, a batch of one session at a time, visitors in turns. Walks that are used up begin again as new sessions. */
export class BeaconTraffic {
  private readonly random: Random;
  private readonly visitors: Visitor[] = [];
  private begun = 0;
  private turn = 0;

  constructor(private readonly options: BeaconTrafficOptions) {
    this.random = new Random(options.seed);
  }

  /** Batches of 1 to 10 events, each due when its events are. @param events a second. */
  *batches({ perSecond: events, seconds }: Phase): Generator<DueRequest> {
    let dueMs = 0;
    while (dueMs < seconds * 1000) {
      const { session, steps } = this.take(this.random.whole(1, BATCH_EVENTS_MAX));
      yield { dueMs, make: () => this.batchOf(session, steps) };
      dueMs += (steps.length * 1000) / events;
    }
  }

  /** The recommendations of a visitor who is there. */
  readonly read = (): LoadRequest => {
    const visitor = this.visitors[this.random.whole(0, Math.max(0, this.visitors.length - 1))];
    return { kind: 'read', method: 'GET', path: readPath(this.options.site, visitor?.session ?? 'nobody') };
  };

  private take(count: number): { session: string; steps: Walk } {
    const visitor = this.nextVisitor();
    const steps = visitor.walk.slice(visitor.at, visitor.at + count);
    visitor.at += steps.length;
    return { session: visitor.session, steps };
  }

  private nextVisitor(): Visitor {
    const at = this.turn++ % VISITORS;
    const visitor = this.visitors[at];
    if (visitor && visitor.at < visitor.walk.length) return visitor;
    const { walks, prefix } = this.options;
    const walk = walks[this.begun % walks.length] ?? [];
    if (walk.length === 0) throw new Error(`Session ${this.begun % walks.length} has no event.`);
    const fresh = { session: `${prefix}-${++this.begun}`, walk, at: 0 };
    this.visitors[at] = fresh;
    return fresh;
  }

  private batchOf(session: string, steps: Walk): LoadRequest {
    const ts = Date.now();
    const events = steps.map((step): ClickstreamEvent => ({ ...step, id: randomUUID(), session, ts }));
    const body = batchBody(this.options.site, events);
    return {
      kind: 'batch',
      method: 'POST',
      path: '/v1/events',
      body,
      answered: (answer) => answer.failure ?? rejectionIn(answer.body),
    };
  }
}
