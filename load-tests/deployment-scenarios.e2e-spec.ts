import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Standalone, type TinyHistory } from '../apps/standalone/test/standalone.fixture.js';
import { browse } from './browse.scenario.js';
import { burst } from './burst.scenario.js';
import type { Deployment } from './deployment.js';
import { measureFreshness } from './freshness.scenario.js';
import type { Outcome } from './outcome.js';
import type { Walk } from './session-walks.js';
import { soak } from './soak.scenario.js';
import { climbStaircase } from './staircase.scenario.js';

const FILMS: TinyHistory = [
  ['dune', 'alien', 'solaris'],
  ['dune', 'alien', 'stalker'],
  ['solaris', 'dune'],
];

/** What the scenarios do is tested here; what a service is worth is not: this one shares its process with the load. */
describe('load tests against a deployment', () => {
  let service: Standalone;
  let deployment: Deployment & { readonly walks: readonly Walk[] };

  beforeAll(async () => {
    service = await Standalone.start({ demo: FILMS });
    const walks = FILMS.map((items) => items.map((item) => ({ type: 'view' as const, item })));
    const { url } = service;
    deployment = { url, site: 'demo', metrics: [{ name: 'service', url }], walks };
  });

  afterAll(() => service.close());

  const valueOf = ({ comparisons }: Outcome, figure: string): number => {
    const comparison = comparisons.find((each) => each.figure.startsWith(figure));
    if (!comparison) throw new Error(`Nothing is told of ${figure}.`);
    return comparison.values[0] ?? Number.NaN;
  };
  const linesOf = ({ charts }: Outcome, title: string): readonly string[] =>
    charts.find((chart) => chart.title === title)?.lines.map(({ name }) => name) ?? [];

  it('browse tells throughput, and that nothing failed', async () => {
    const outcome = await browse({
      ...deployment,
      connections: 4,
      durationSeconds: 1,
      onRun: () => undefined,
    });
    expect(valueOf(outcome, 'requests/s')).toBeGreaterThan(20);
    expect(valueOf(outcome, 'failures')).toBe(0);
    expect(outcome.failures).toEqual({});
  });

  it('staircase names the highest rate that held', async () => {
    const lines: string[] = [];
    const outcome = await climbStaircase({
      ...deployment,
      from: 20,
      factor: 1.3,
      // No service holds the second step.
      step: 40_000,
      secondsPerStep: 0.05,
      p99Ms: 500,
      warmUpSeconds: 0.5,
      log: (line) => lines.push(line),
    });
    expect(valueOf(outcome, 'capacity')).toBe(20);
    expect(lines).toHaveLength(4);
    const offered = outcome.charts[0]?.lines[0]?.points.map(([x]) => x);
    expect(offered).toEqual([20, 40_020]);
    expect(outcome.charts[0]?.limits).toEqual([{ label: 'p99 at most 500 ms', y: 500 }]);
  });

  it('freshness tells how soon events are in the vector, by the service and by readers', async () => {
    const outcome = await measureFreshness({
      ...deployment,
      events: 100,
      reads: 20,
      probes: 20,
      seconds: 1,
      rounds: 2,
      warmUpSeconds: 0.5,
    });
    for (const figure of [
      'request in to vector written, p50',
      "reader's POST to the answer that includes it, p99",
    ])
      expect(valueOf(outcome, figure)).toBeGreaterThan(0);
    // A round's events, and its 20 probes; the next begins before some are written.
    expect(valueOf(outcome, 'events written')).toBeGreaterThan(80);
    expect(valueOf(outcome, 'failures')).toBe(0);
    expect(linesOf(outcome, 'Freshness of all events')).toEqual(['vector written', 'reader']);
  });

  it('freshness says where it wants the metrics of session-state', async () => {
    const metrics = [{ name: 'none', url: `${service.url}/docs` }];
    const run = measureFreshness({
      ...deployment,
      metrics,
      events: 1,
      reads: 1,
      probes: 1,
      seconds: 1,
      rounds: 1,
      warmUpSeconds: 0,
    });
    await expect(run).rejects.toThrow(/metrics/);
  });

  it('burst finds all that was accepted', async () => {
    const outcome = await burst({
      ...deployment,
      rate: 20,
      times: 5,
      seconds: 1,
      steadySeconds: 1,
      warmUpSeconds: 1,
    });
    expect(valueOf(outcome, 'accepted events lost, of')).toBe(0);
    expect(valueOf(outcome, 'failures that are no refusals')).toBe(0);
    expect(linesOf(outcome, 'Requests')).toEqual(['due', 'answered']);
  });

  it('soak tells of each process what it holds over time', async () => {
    const outcome = await soak({ ...deployment, rate: 40, seconds: 2 });
    expect(valueOf(outcome, 'failures')).toBe(0);
    expect(linesOf(outcome, 'Resident memory')).toEqual(['service']);
  });
});
