import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '#libs/contracts';
import { startCollector, type CollectorUnderTest } from './collector-under-test.js';

let collector: CollectorUnderTest;

beforeAll(async () => {
  collector = await startCollector();
});

afterAll(() => collector.close());

/** Sends bytes as they stand. @returns everything that comes back until the service hangs up. */
async function exchange(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(collector.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(bytes);
  return text(socket);
}

describe('the HTTP server', () => {
  it.each([
    ['rubbish\r\n\r\n', 400, 'FRESHET_REQUEST_UNREADABLE'],
    [`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'y'.repeat(20_000)}\r\n\r\n`, 431, 'FRESHET_HEADERS_TOO_LARGE'],
    ['GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400, 'FRESHET_QUERY_INVALID'],
    ['BREW / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400, 'FRESHET_REQUEST_UNREADABLE'],
    ['PUT /v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404, 'FRESHET_ROUTE_UNKNOWN'],
  ])('answers %j like every error', async (bytes, status, code) => {
    const answer = await exchange(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const { error } = JSON.parse(answer.slice(answer.indexOf('{'))) as { error: unknown };
    expect(error).toMatchObject({ code, details: [] });
  });

  it('has a time limit for a whole request, and the shorter one is that of the headers', () => {
    // Node takes the longer of the two for the body, whichever it is: with its own minute for headers, a slow body had a minute.
    const { headersTimeout, requestTimeout } = collector.server;
    expect(headersTimeout).toBeGreaterThan(0);
    expect(headersTimeout).toBeLessThan(requestTimeout);
    expect(requestTimeout).toBeLessThanOrEqual(10_000);
  });

  it('tells about its whole surface, in one document', async () => {
    const response = await fetch(`${collector.url}/openapi.json`);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
    expect(await (await fetch(`${collector.url}/docs`)).text()).toContain('swagger-ui');
  });

  it('lists metrics for Prometheus, those of the process included', async () => {
    const metrics = await collector.metrics();
    expect(metrics.get('freshet_collector_events_received_total')).toBe(0);
    expect(metrics.get('process_resident_memory_bytes')).toBeGreaterThan(0);
  });
});
