import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { atFixedRate } from './fixed-rate.js';

describe('requests at a fixed rate', () => {
  let server: Server;
  let url: string;
  let held: (() => void)[];
  let asked: string[];

  beforeEach(async () => {
    held = [];
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      if (request.url === '/broken') response.destroy();
      else if (request.url === '/held') held.push(() => response.end());
      else response.writeHead(request.url === '/missing' ? 404 : 200).end();
      // The last of them lets all answers go at once.
      if (asked.length === 20) held.forEach((go) => go());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const ask = (path: string): ReturnType<typeof atFixedRate> =>
    atFixedRate({ url, nextPath: () => path, perSecond: 200, seconds: 0.1 });

  it('are as many as the rate and the time make, whatever the answers do', async () => {
    const { micros, failures } = await ask('/held');
    expect(asked).toHaveLength(20);
    expect(micros.count).toBe(20);
    expect(failures).toBe(0);
    // The first was due 19 intervals of 5 ms before the last was sent and the answers went.
    expect(micros.max).toBeGreaterThanOrEqual(90_000);
  });

  it.each(['/missing', '/broken'])('count as failures where the answer is %s', async (path) => {
    expect((await ask(path)).failures).toBe(20);
  });
});
