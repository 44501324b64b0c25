import autocannon, { type Options, type Request, type Result } from 'autocannon';
import { randomUUID } from 'node:crypto';
import type { Comparison } from './comparison.js';
import { walkersOf, type Deployment } from './deployment.js';
import type { Outcome } from './outcome.js';
import type { OpenStep, Walk, Walkers } from './session-walks.js';
import { failuresIn } from './sending/autocannon-failures.js';
import { sum } from './sending/failures.js';
import { targetsOf } from './targets.js';
import { batchBody, readPath } from './traffic/browse-traffic.js';
import { processCharts, ProcessWatch } from './watching/process-watch.js';

export interface BrowseOptions extends Deployment {
  readonly walks: readonly Walk[];
  readonly connections: number;
  readonly durationSeconds: number;
  /** Told the run when it begins. */
  readonly onRun: (run: autocannon.Instance) => void;
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
export async function browse(options: BrowseOptions): Promise<Outcome> {
  const walkers = walkersOf(options.walks);
  const watch = ProcessWatch.start(options.metrics);
  const run = autocannon(settingsOf(options, walkers), () => undefined);
  options.onRun(run);
  const answered = new Map<number, number>();
  const startedAt = performance.now();
  run.on('response', () => {
    const second = Math.floor((performance.now() - startedAt) / 1000);
    answered.set(second, (answered.get(second) ?? 0) + 1);
  });
  const result = await new Promise<Result>((resolve) => run.on('done', resolve));
  const processes = await watch.stop();
  const failures = failuresIn(result);
  const targets = await targetsOf('browse', ['answered', 'failures']);
  const told = (figure: string, value: number): Comparison => ({ figure, values: [value] });
  return {
    comparisons: [
      told('requests/s', result.requests.average),
      told('p50 at saturation, ms', result.latency.p50),
      told('p90 at saturation, ms', result.latency.p90),
      told('p99 at saturation, ms', result.latency.p99),
      told('sessions begun', walkers.sessionsBegun),
      { figure: 'requests answered', values: [result['2xx']], target: targets.answered },
      { figure: 'failures', values: [sum(failures)], target: targets.failures },
    ],
    charts: [
      {
        title: 'Throughput',
        x: { label: 'seconds' },
        y: { label: 'requests/s' },
        lines: [{ name: 'answered', points: [...answered] }],
      },
      ...processCharts(processes),
    ],
    failures: Object.fromEntries(failures),
  };
}

function settingsOf(options: BrowseOptions, walkers: Walkers): Options {
  const { url, site, connections, durationSeconds } = options;
  const requests = [postStep(site, walkers), readSlate(site, walkers)];
  return { url, connections, duration: durationSeconds, requests };
}

function postStep(site: string, walkers: Walkers): Request {
  return {
    method: 'POST',
    path: '/v1/events',
    headers: { 'content-type': 'application/json' },
    setupRequest(request, context: Turn) {
      context.open = walkers.take();
      const { session, step } = context.open;
      const event = { ...step, id: randomUUID(), session, ts: Date.now() };
      return { ...request, body: batchBody(site, [event]) };
    },
  };
}

function readSlate(site: string, walkers: Walkers): Request {
  return {
    method: 'GET',
    setupRequest(request, context: Turn) {
      return { ...request, path: readPath(site, context.open?.session ?? '') };
    },
    onResponse(_status, _body, context: Turn) {
      if (context.open) walkers.giveBack(context.open);
      delete context.open;
    },
  };
}
