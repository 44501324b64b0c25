import { freePort } from '#libs/parts';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { vi } from 'vitest';

/**
 * What becomes of a batch: it goes through; the service takes it and its answer is lost; it waits before the service until
 * `release`; it is answered in the service's place.
 */
export type Treatment = 'pass' | 'lose-answer' | 'hold' | Refusal;

interface Refusal {
  readonly status: number;
  /** Seconds, as in `Retry-After`. */
  readonly retryAfter?: number;
}

/** A batch that reached the proxy. */
export interface SeenBatch {
  readonly treatment: Treatment;
  readonly body: SentBatch;
  readonly bytes: number;
}

interface SentBatch {
  readonly sentAt: number;
  readonly dropped?: number;
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

/** Stands between pages and the service, and does to batches what networks and servers do. Everything else passes. */
export class FaultProxy {
  readonly batches: SeenBatch[] = [];
  /** Of every request. */
  readonly paths: string[] = [];
  private server: Server | undefined;
  private treatment: Treatment = 'pass';
  private requestsOpen = 0;
  private held: (() => void)[] = [];

  private constructor(
    private readonly service: URL,
    private readonly port: number,
  ) {}

  static async before(serviceUrl: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(new URL(serviceUrl), await freePort());
    await proxy.comeBack();
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** From now on, for batches that arrive. */
  treat(treatment: Treatment): void {
    this.treatment = treatment;
  }

  /** Lets held batches go on to the service, and new ones pass. */
  release(): void {
    this.treatment = 'pass';
    for (const go of this.held.splice(0)) go();
  }

  /** Refuses connections, and breaks those there are. */
  async goAway(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  async comeBack(): Promise<void> {
    if (this.server !== undefined) return;
    this.server = createServer((incoming, answer) => void this.handle(incoming, answer));
    await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
  }

  /** Waits until so many batches have arrived, however they were treated. */
  async hasSeen(batches: number): Promise<void> {
    await vi.waitUntil(() => this.batches.length >= batches, { timeout: 15_000, interval: 5 });
  }

  /** Waits until nothing is on its way. */
  async isIdle(): Promise<void> {
    await vi.waitUntil(() => this.requestsOpen === 0, { timeout: 15_000, interval: 5 });
  }

  async close(): Promise<void> {
    this.release();
    await this.goAway();
  }

  private async handle(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    this.requestsOpen += 1;
    try {
      await this.treatRequest(incoming, answer);
    } catch {
      // The page or the service hung up: the page sees a broken connection.
      answer.destroy();
    } finally {
      this.requestsOpen -= 1;
    }
  }

  private async treatRequest(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { url = '' } = incoming;
    this.paths.push(url);
    const body = await buffer(incoming);
    const isBatch = incoming.method === 'POST' && url === '/v1/events';
    const treatment = isBatch ? this.treatment : 'pass';
    if (isBatch)
      this.batches.push({ treatment, bytes: body.length, body: JSON.parse(body.toString()) as SentBatch });
    if (treatment === 'hold') await new Promise<void>((resolve) => this.held.push(resolve));
    if (typeof treatment === 'object') refuse(answer, treatment, incoming.headers.origin);
    else await this.forward(incoming, body, answer, treatment === 'lose-answer');
  }

  private async forward(
    { method, url, headers }: IncomingMessage,
    body: Buffer,
    answer: ServerResponse,
    loseAnswer: boolean,
  ): Promise<void> {
    const { hostname, port } = this.service;
    const outgoing = request({ hostname, port, method, path: url, headers });
    const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
    outgoing.end(body);
    const [response] = await answered;
    const text = await buffer(response);
    if (loseAnswer) answer.destroy();
    else answer.writeHead(response.statusCode ?? 502, response.headers).end(text);
  }
}

/** With the headers of the service's own refusals, so that the page may read them. */
function refuse(answer: ServerResponse, { status, retryAfter }: Refusal, origin = '*'): void {
  answer.writeHead(status, {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'Retry-After',
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  });
  answer.end();
}
