import { Agent, request as plainRequest, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import type { Answer, LoadRequest } from './due-requests.js';

/** Who is asked. */
export interface ServiceAddress {
  /** Without a final slash. */
  readonly url: string;
  /** Who answers reads, where that is another. */
  readonly readUrl?: string | undefined;
}

export interface HttpSenderOptions extends ServiceAddress {
  /** Requests under way at once, each on a connection of its own. */
  readonly underWayMax: number;
  /** How long an answer may be silent. */
  readonly timeoutMs: number;
}

/** Statuses by which a service says that it is asked for too much; they must say when to come again. */
const REFUSALS: readonly number[] = [429, 503];

/**
 * Sends requests to one service and says how each went. On Node's own client: undici took as much CPU a request (170 µs a POST at 2,500/s on
 * two shared cores, 175 by Node's).
 */
export class HttpSender {
  private readonly places: Readonly<Record<LoadRequest['method'], Place>>;
  private underWay = 0;

  constructor(private readonly options: HttpSenderOptions) {
    const { url, readUrl = url, underWayMax } = options;
    this.places = { POST: placeAt(url, underWayMax), GET: placeAt(readUrl, underWayMax) };
  }

  send(load: LoadRequest, done: (answer: Answer) => void): void {
    if (this.underWay >= this.options.underWayMax) {
      done({ failure: 'not sent', body: '' });
      return;
    }
    this.underWay += 1;
    let isOver = false;
    // A connection that breaks may tell it more than once.
    const finish = (answer: Answer): void => {
      if (isOver) return;
      isOver = true;
      this.underWay -= 1;
      done(answer);
    };
    const fail = (failure: string): void => finish({ failure, body: '' });
    const { method, path, body } = load;
    const { url, agent, request } = this.places[method];
    const outgoing = request(url + path, {
      agent,
      method,
      timeout: this.options.timeoutMs,
      ...(body !== undefined && { headers: headersOf(body) }),
    });
    outgoing.once('response', (response) => receive(response, load.answered !== undefined, finish));
    outgoing.once('timeout', () => {
      fail('timeout');
      outgoing.destroy();
    });
    outgoing.once('error', () => fail('connection'));
    outgoing.end(body);
  }

  /** Lets go of the kept connections. */
  close(): void {
    for (const { agent } of Object.values(this.places)) agent.destroy();
  }
}

/** Where requests of a method go. */
interface Place {
  readonly url: string;
  readonly agent: Agent;
  readonly request: typeof plainRequest;
}

function placeAt(url: string, underWayMax: number): Place {
  const settings = { keepAlive: true, maxSockets: underWayMax, scheduling: 'lifo' } as const;
  return url.startsWith('https:')
    ? { url, agent: new SecureAgent(settings), request: secureRequest }
    : { url, agent: new Agent(settings), request: plainRequest };
}

function headersOf(body: string): Record<string, string | number> {
  return { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
}

function receive(response: IncomingMessage, isWanted: boolean, finish: (answer: Answer) => void): void {
  const failure = failureOf(response);
  const chunks: Buffer[] = [];
  if (isWanted && failure === null) response.on('data', (chunk: Buffer) => chunks.push(chunk));
  else response.resume();
  response.once('end', () =>
    finish({ failure, body: chunks.length > 0 ? String(Buffer.concat(chunks)) : '' }),
  );
  response.once('error', () => finish({ failure: 'connection', body: '' }));
}

function failureOf({ statusCode = 0, headers }: IncomingMessage): string | null {
  if (statusCode >= 200 && statusCode < 300) return null;
  if (REFUSALS.includes(statusCode) && headers['retry-after'] === undefined)
    return `${statusCode} without Retry-After`;
  return String(statusCode);
}
