import type { EventBatch } from '#libs/contracts';
import autocannon, { type Options, type Request, type Result } from 'autocannon';
import { randomUUID } from 'node:crypto';
import type { OpenStep, Walkers } from './session-walks.js';

export interface BrowseOptions {
  /** Where events are posted and recommendations asked. */
  readonly url: string;
  readonly site: string;
  readonly connections: number;
  readonly durationSeconds: number;
  readonly walkers: Walkers;
}

/** What one connection remembers between its post and its read. */
interface Turn {
  open?: OpenStep;
}

/**
 * Visitors who browse: each connection posts a session's next event, then asks for that session's recommendations, views
 * and reads 1:1. Closed-loop: a connection asks again when it has its answer, so the figures are of throughput; the
 * latencies are those at saturation, in whole milliseconds.
 */
export function browse(options: BrowseOptions): autocannon.Instance {
  const run: Options = {
    url: options.url,
    connections: options.connections,
    duration: options.durationSeconds,
    requests: [postStep(options), readSlate(options)],
  };
  return autocannon(run, () => undefined);
}

function postStep({ site, walkers }: BrowseOptions): Request {
  return {
    method: 'POST',
    path: '/v1/events',
    headers: { 'content-type': 'application/json' },
    setupRequest(request, context: Turn) {
      context.open = walkers.take();
      const now = Date.now();
      const { session, step } = context.open;
      const batch: EventBatch = {
        site,
        sentAt: now,
        test: true,
        events: [{ ...step, id: randomUUID(), session, ts: now }],
      };
      return { ...request, body: JSON.stringify(batch) };
    },
  };
}

function readSlate({ site, walkers }: BrowseOptions): Request {
  return {
    method: 'GET',
    setupRequest(request, context: Turn) {
      return { ...request, path: `/recommendations?site=${site}&session=${context.open?.session ?? ''}` };
    },
    onResponse(_status, _body, context: Turn) {
      if (context.open) walkers.giveBack(context.open);
      delete context.open;
    },
  };
}

/** @returns the answers that were not 2xx, timeouts and broken connections included. */
export function failuresOf(result: Result): number {
  return result.non2xx + result.errors + result.timeouts;
}
