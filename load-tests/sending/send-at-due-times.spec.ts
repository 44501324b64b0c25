import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evenlyDue, type Answer, type LoadRequest } from './due-requests.js';
import { msOf, type LoadRecord } from './load-record.js';
import { sendAtDueTimes, type SendOptions } from './send-at-due-times.js';

const REQUESTS = 20;
/** What the server does with a path. */
const ANSWERS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/fine': (response) => response.end('hello'),
  '/shop/fine': (response) => response.end('hello'),
  '/missing': (response) => response.writeHead(404).end(),
  '/broken': (response) => response.destroy(),
  '/refused': (response) => response.writeHead(503, { 'retry-after': '1' }).end(),
  '/refused-rudely': (response) => response.writeHead(503).end(),
  '/silent': () => undefined,
  '/in-parts': (response) => void (response.write('hel'), response.end('lo')),
  '/hinted': (response) =>
    void (response.writeEarlyHints({ link: '</a.css>; rel=preload' }), response.end('hello')),
  '/last': (response) => response.setHeader('connection', 'close').end('hello'),
  '/until-closed': (response) => {
    response.removeHeader('transfer-encoding');
    response.write('hel');
    response.end('lo');
  },
};

describe('requests at due times', () => {
  let server: Server;
  let url: string;
  let asked: string[];
  let held: ServerResponse[];

  beforeEach(async () => {
    asked = [];
    held = [];
    server = createServer((incoming, response) => {
      asked.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
      if (incoming.url === '/held') held.push(response);
      else ANSWERS[incoming.url ?? '']?.(response);
      // The last of them lets all answers go at once.
      if (asked.length === REQUESTS) held.forEach((answer) => answer.end());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const send = (request: Partial<LoadRequest>, options: Partial<SendOptions> = {}): Promise<LoadRecord> => {
    const make = (): LoadRequest => ({ kind: 'read', method: 'GET', path: '/fine', ...request });
    return sendAtDueTimes(evenlyDue([{ perSecond: 200, seconds: 0.1 }], make), { url, ...options });
  };

  it('are as many as the rate and the time make, whatever the answers do', async () => {
    const record = await send({ path: '/held' });
    expect(asked).toHaveLength(REQUESTS);
    expect(record.kinds.get('read')?.count).toBe(REQUESTS);
    expect(record.failuresCount).toBe(0);
    // The first was due 19 intervals of 5 ms before the last was sent and the answers went.
    expect(msOf(record.micros, 100)).toBeGreaterThanOrEqual(90);
  });

  it('are counted in the second in which they were due', async () => {
    const record = await send({});
    expect(record.seconds.map(({ due, micros }) => [due, micros.count])).toEqual([[REQUESTS, REQUESTS]]);
    expect(record.lateMicros.count).toBe(REQUESTS);
  });

  it('carry a body, and show the answer to who wants it', async () => {
    const answers: Answer[] = [];
    await send({ method: 'POST', body: '{}', answered: (answer) => void answers.push(answer) });
    expect(asked).toContain('POST /fine');
    expect(answers[0]).toEqual({ failure: null, body: 'hello' });
  });

  it.each(['/in-parts', '/hinted', '/last', '/until-closed'])(
    'know where an answer ends: %s',
    async (path) => {
      const answers: Answer[] = [];
      const record = await send({ path, answered: (answer) => void answers.push(answer) });
      expect(record.failuresCount).toBe(0);
      expect(answers).toEqual(Array.from({ length: REQUESTS }, () => ({ failure: null, body: 'hello' })));
    },
  );

  it('share a connection, one after the other', async () => {
    let connections = 0;
    server.on('connection', () => connections++);
    await send({});
    expect(connections).toBeLessThan(REQUESTS / 2);
  });

  it('go below the path of the address', async () => {
    const record = await send({}, { url: `${url}/shop` });
    expect(record.failuresCount).toBe(0);
    expect(asked).toContain('GET /shop/fine');
  });

  it('say which path is none', async () => {
    await expect(send({ path: '/two words' })).rejects.toThrow('/two words is no path of a request');
  });

  it('fail where what was answered is not what was wanted', async () => {
    const record = await send({ answered: () => 'rejected' });
    expect([...record.failures]).toEqual([['rejected', REQUESTS]]);
    expect(record.micros.count).toBe(0);
  });

  it.each([
    ['/missing', '404'],
    ['/broken', 'connection'],
    ['/refused', '503'],
    ['/refused-rudely', '503 without Retry-After'],
    ['/silent', 'timeout'],
  ])('count as failures by kind where the answer is %s', async (path, failure) => {
    const record = await send({ path }, { timeoutMs: 300 });
    expect([...record.failures]).toEqual([[failure, REQUESTS]]);
    expect(record.micros.count).toBe(0);
  });

  it('are not sent where too many are under way', async () => {
    const record = await send({ path: '/silent' }, { underWayMax: 4, timeoutMs: 500 });
    expect(Object.fromEntries(record.failures)).toEqual({ 'not sent': REQUESTS - 4, timeout: 4 });
  });

  it('ask another for reads where there is another', async () => {
    const record = await send({ method: 'POST' }, { readUrl: 'http://127.0.0.1:1' });
    expect(record.failuresCount).toBe(0);
    expect(asked).toHaveLength(REQUESTS);
    const reads = await send({}, { readUrl: 'http://127.0.0.1:1' });
    expect([...reads.failures]).toEqual([['connection', REQUESTS]]);
  });
});
