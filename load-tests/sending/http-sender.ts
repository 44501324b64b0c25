import { isIP } from 'node:net';
import type { Answer, LoadRequest } from './due-requests.js';
import { HttpConnection, type HttpPlace } from './http-connection.js';

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

/** Node's servers close a connection on which nothing was asked for 5 s: what is sent in that moment is lost. */
const IDLE_MS_MAX = 4_000;

/**
 * Sends requests to one service and says how each went. It shares its machine with what is measured: a request costs it two thirds of what
 * one by Node's own client does (docs/decisions/load-generator.md).
 */
export class HttpSender {
  private readonly services: Readonly<Record<LoadRequest['method'], Service>>;
  private underWay = 0;

  constructor(private readonly options: HttpSenderOptions) {
    const { url, readUrl = url, timeoutMs } = options;
    this.services = { POST: new Service(url, timeoutMs), GET: new Service(readUrl, timeoutMs) };
  }

  send(load: LoadRequest, done: (answer: Answer) => void): void {
    if (this.underWay >= this.options.underWayMax) {
      done({ failure: 'not sent', body: '' });
      return;
    }
    this.underWay += 1;
    this.services[load.method].send(load, (answer) => {
      this.underWay -= 1;
      done(answer);
    });
  }

  /** Lets go of the connections. */
  close(): void {
    for (const service of Object.values(this.services)) service.close();
  }
}

/** Where requests of a method go, and the connections there. */
class Service {
  private readonly place: HttpPlace;
  private readonly pathPrefix: string;
  /** Of each request's head, what never changes. */
  private readonly headers: string;
  private readonly connections = new Set<HttpConnection>();
  /** Connections without a request; the last one was used last. */
  private readonly free: HttpConnection[] = [];

  constructor(address: string, timeoutMs: number) {
    const { protocol, hostname, host, port, pathname, username, password } = new URL(address);
    const isSecure = protocol === 'https:';
    this.place = {
      // Sockets know an address of version 6 without brackets.
      host: isIP(hostname.slice(1, -1)) > 0 ? hostname.slice(1, -1) : hostname,
      port: port === '' ? (isSecure ? 443 : 80) : Number(port),
      isSecure,
      timeoutMs,
    };
    this.pathPrefix = pathname.replace(/\/$/, '');
    const account = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
    this.headers = `host: ${host}\r\nconnection: keep-alive\r\n${username === '' ? '' : `authorization: Basic ${account.toString('base64')}\r\n`}`;
  }

  send(load: LoadRequest, done: (answer: Answer) => void): void {
    this.take().ask(this.requestOf(load), { isWanted: load.answered !== undefined, done });
  }

  close(): void {
    for (const connection of this.connections) connection.close();
  }

  private take(): HttpConnection {
    const last = this.free.pop();
    if (last && performance.now() - last.idleSince <= IDLE_MS_MAX) return last;
    // The others have been idle for longer.
    if (last) for (const idle of [last, ...this.free.splice(0)]) idle.close();
    const opened = new HttpConnection(
      this.place,
      (connection) => this.free.push(connection),
      (connection) => this.forget(connection),
    );
    this.connections.add(opened);
    return opened;
  }

  private forget(connection: HttpConnection): void {
    this.connections.delete(connection);
    const at = this.free.indexOf(connection);
    if (at >= 0) this.free.splice(at, 1);
  }

  /** @throws TypeError for a path that is not escaped: it would end the request's first line. */
  private requestOf({ method, path, body }: LoadRequest): string {
    if (/[^!-~]/.test(path)) throw new TypeError(`${path} is no path of a request: escape it.`);
    const head = `${method} ${this.pathPrefix}${path} HTTP/1.1\r\n${this.headers}`;
    if (body === undefined) return `${head}\r\n`;
    return `${head}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  }
}
