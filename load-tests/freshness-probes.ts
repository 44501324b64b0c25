import type { Slate } from '#libs/contracts';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, LoadRequest } from './sending/due-requests.js';
import { increase } from './sending/failures.js';
import { HttpSender, type ServiceAddress } from './sending/http-sender.js';
import type { Walk } from './session-walks.js';
import { batchBody, readPath } from './traffic/browse-traffic.js';

export interface ProbeOptions extends ServiceAddress {
  readonly site: string;
  readonly walks: readonly Walk[];
  /** Makes this run's sessions its own. */
  readonly prefix: string;
}

/** One event as its reader saw it. */
export interface Probe {
  /** From the start of the probing. */
  readonly atSeconds: number;
  /** From the reader's POST to the first answer that includes the event. */
  readonly ms: number;
}

const WAIT_MS = 100;
const PATIENCE_MS = 30_000;
const UNDER_WAY_MAX = 500;
const LOST = `not in an answer within ${PATIENCE_MS / 1000} s`;

/** Readers who post one event and ask for the recommendations after it until they include it. */
export class FreshnessProbes {
  readonly probes: Probe[] = [];
  readonly failures = new Map<string, number>();
  private readonly sender: HttpSender;
  private begun = 0;

  constructor(private readonly options: ProbeOptions) {
    this.sender = new HttpSender({
      url: options.url,
      readUrl: options.readUrl,
      underWayMax: UNDER_WAY_MAX,
      timeoutMs: PATIENCE_MS,
    });
  }

  /** Begins so many a second, however long each takes. */
  async run(perSecond: number, seconds: number): Promise<void> {
    const startedAt = performance.now();
    const probes: Promise<void>[] = [];
    for (let n = 0; n < perSecond * seconds; n++) {
      await pause(Math.max(0, startedAt + (n * 1000) / perSecond - performance.now()));
      probes.push(this.probe(startedAt));
    }
    await Promise.all(probes);
    this.sender.close();
  }

  private async probe(startedAt: number): Promise<void> {
    const { site, walks, prefix } = this.options;
    const session = `${prefix}-probe-${++this.begun}`;
    const step = walks[this.begun % walks.length]?.[0];
    const id = randomUUID();
    const event = { type: 'view' as const, ...step, id, session, ts: Date.now() };
    const postedAt = performance.now();
    const posted = await this.ask({
      kind: 'probe',
      method: 'POST',
      path: '/v1/events',
      body: batchBody(site, [event]),
    });
    const failure =
      posted.failure ?? (await this.included(`${readPath(site, session)}&after=${id}`, postedAt));
    if (failure !== null) increase(this.failures, failure);
    else
      this.probes.push({
        atSeconds: (postedAt - startedAt) / 1000,
        ms: performance.now() - postedAt,
      });
  }

  /** @returns null once an answer includes the event, else what failed. */
  private async included(path: string, postedAt: number): Promise<string | null> {
    while (performance.now() - postedAt < PATIENCE_MS) {
      const request = { kind: 'probe', method: 'GET', path: `${path}&wait=${WAIT_MS}` } as const;
      const { failure, body } = await this.ask(request);
      if (failure !== null) return failure;
      if ((JSON.parse(body) as Slate).after?.included) return null;
    }
    return LOST;
  }

  private ask(request: LoadRequest): Promise<Answer> {
    // What is wanted of the answer is its body.
    const wanted = { ...request, answered: () => undefined };
    return new Promise((resolve) => this.sender.send(wanted, resolve));
  }
}
