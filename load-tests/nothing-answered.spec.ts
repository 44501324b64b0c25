import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { browse } from './browse.scenario.js';
import { burst } from './burst.scenario.js';
import { measureCollector } from './collect.scenario.js';
import { rowOf } from './comparison.js';
import type { Deployment } from './deployment.js';
import type { Outcome } from './outcome.js';
import { pace } from './reads.js';
import type { Walk } from './session-walks.js';
import { soak } from './soak.scenario.js';

const WALKS: Walk[] = [[{ type: 'view', item: 'dune' }]];

describe('a run in which nothing was answered', () => {
  let server: Server;

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  async function start(answer: RequestListener): Promise<Deployment & { readonly walks: readonly Walk[] }> {
    server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { url, site: 'demo', metrics: [{ name: 'service', url }], walks: WALKS };
  }

  const missedIn = ({ comparisons }: Outcome): string[] =>
    comparisons
      .map(rowOf)
      .filter(({ held }) => held === false)
      .map(({ figure }) => figure);

  it('by a service that keeps silent has not held, though nothing failed', async () => {
    const { url, site, ...rest } = await start(() => undefined);
    const load = { connections: 2, durationSeconds: 1 };
    const collected = await measureCollector(url, site, { ...load, batch: 10 });
    expect(missedIn(collected)).toEqual(['batches answered']);
    const browsed = await browse({ ...rest, url, site, ...load, metrics: [], onRun: () => undefined });
    expect(missedIn(browsed)).toEqual(['requests answered']);
  });

  it('by a service that refuses everything tells neither of recovery nor of lost events', async () => {
    const deployment = await start((_, response) => response.writeHead(503, { 'retry-after': '1' }).end());
    const outcome = await burst({
      ...deployment,
      rate: 10,
      times: 2,
      seconds: 1,
      steadySeconds: 1,
      warmUpSeconds: 1,
    });
    expect(missedIn(outcome)).toEqual(['seconds to recover', 'accepted events lost, of 0 sessions']);
  });

  it('has no latency, and says nothing of what grows', async () => {
    const deployment = await start((request) => request.destroy());
    const paced = await pace({ url: deployment.url, nextPath: () => '/' }, 50, 0.1);
    expect(paced).toEqual({
      microsP50: Number.NaN,
      microsP99: Number.NaN,
      failures: new Map([['connection', 5]]),
    });
    expect(missedIn(await soak({ ...deployment, rate: 10, seconds: 1 }))).toEqual([
      'memory of service, MiB an hour, at least (95 %)',
      'p99 of a second, ms an hour, at least (95 %)',
      'failures',
    ]);
  });
});
