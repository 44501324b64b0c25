import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { processCharts, ProcessWatch } from './process-watch.js';

describe('watching processes', () => {
  let server: Server;
  let url: string;
  let looks = 0;

  beforeAll(async () => {
    server = createServer((_, response) => {
      looks += 1;
      response.end(`process_resident_memory_bytes ${100 * 2 ** 20}
process_cpu_seconds_total ${looks * 0.5}
nodejs_eventloop_lag_p99_seconds 0.012
nodejs_gc_duration_seconds_sum{kind="minor"} ${looks * 0.01}
nodejs_gc_duration_seconds_sum{kind="major"} ${looks * 0.02}
`);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => void server.close());

  it('tells memory, CPU, event loop delay and garbage collection of each, and leaves out who does not answer', async () => {
    const watch = ProcessWatch.start([
      { name: 'here', url },
      { name: 'gone', url: 'http://127.0.0.1:1' },
    ]);
    await vi.waitUntil(() => watch.watched()[0]?.moments.length === 2, { timeout: 5000 });
    const processes = await watch.stop();
    expect(processes.map(({ name }) => name)).toEqual(['here']);
    const [first, second] = processes[0]?.moments ?? [];
    expect(first).toMatchObject({ residentMiB: 100, cores: null, loopDelayMsP99: 12, gcMsPerSecond: null });
    // Half a second of CPU, 30 ms of collection, between looks that are a second apart.
    expect(second?.cores).toBeCloseTo(0.5, 1);
    expect(second?.gcMsPerSecond).toBeCloseTo(30, -1);
    expect(processCharts(processes).map(({ title }) => title)).toEqual([
      'Resident memory',
      'CPU',
      'Event loop delay, p99 of each second',
      'Garbage collection',
    ]);
  });
});
