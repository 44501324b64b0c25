import { HTTPParser } from 'http-parser-js';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import type { Answer } from './due-requests.js';

/** Where connections go. */
export interface HttpPlace {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  /** How long an answer may be silent. */
  readonly timeoutMs: number;
}

interface Asked {
  /** Whether somebody reads the answer's body. */
  readonly isWanted: boolean;
  readonly done: (answer: Answer) => void;
}

/** Statuses by which a service says that it is asked for too much; they must say when to come again. */
const REFUSALS: readonly number[] = [429, 503];

/** A connection that is kept from request to request, one at a time. Answers are parsed by autocannon's own parser. */
export class HttpConnection {
  /** When its last answer ended, milliseconds of the process's clock. */
  idleSince = 0;
  private readonly socket: Socket;
  private readonly parser = new HTTPParser(HTTPParser.RESPONSE);
  private asked: Asked | undefined;
  private failure: string | null = null;
  private isKept = true;
  private chunks: Buffer[] = [];

  /**
   * @param onFree told after each answer where it takes another request.
   * @param onClosed told once it does not any more.
   */
  constructor(
    place: HttpPlace,
    private readonly onFree: (connection: HttpConnection) => void,
    onClosed: (connection: HttpConnection) => void,
  ) {
    const { host, port, isSecure } = place;
    const address = { host, port, noDelay: true };
    // Who is asked for by its address has no name to be asked for.
    const servername = isIP(host) === 0 ? host : '';
    this.socket = isSecure ? connectSecurely({ ...address, servername }) : connect(address);
    this.socket.setTimeout(place.timeoutMs, () => this.end('timeout'));
    this.socket.on('data', (chunk) => {
      if (this.parser.execute(chunk) instanceof Error) this.end('connection');
    });
    // An answer without a length ends with its connection.
    this.socket.once('end', () => this.parser.finish());
    this.socket.once('error', () => this.end('connection'));
    this.socket.once('close', () => {
      onClosed(this);
      this.end('connection');
    });
    this.listen();
  }

  /** @param request its head and its body. */
  ask(request: string, asked: Asked): void {
    this.asked = asked;
    this.socket.write(request);
  }

  close(): void {
    this.socket.destroy();
  }

  private listen(): void {
    const { parser } = this;
    parser[HTTPParser.kOnHeadersComplete] = ({ statusCode, headers, shouldKeepAlive }) => {
      this.failure = failureOf(statusCode, headers);
      this.isKept = shouldKeepAlive;
    };
    parser[HTTPParser.kOnBody] = (chunk, offset, length) => {
      if (this.asked?.isWanted) this.chunks.push(chunk.subarray(offset, offset + length));
    };
    parser[HTTPParser.kOnMessageComplete] = () => this.answered();
  }

  private answered(): void {
    const { asked, failure, chunks } = this;
    // Such as 103: the answer itself is still to come.
    if (failure === INTERIM) return;
    this.asked = undefined;
    this.chunks = [];
    if (this.isKept) {
      this.idleSince = performance.now();
      this.onFree(this);
    } else this.socket.destroy();
    asked?.done({ failure, body: failure === null ? String(Buffer.concat(chunks)) : '' });
  }

  private end(failure: string): void {
    const { asked } = this;
    this.asked = undefined;
    // Silent for long because nothing was asked: it may be kept.
    if (!asked && failure === 'timeout') return;
    this.socket.destroy();
    asked?.done({ failure, body: '' });
  }
}

const INTERIM = 'interim';

function failureOf(status: number, headers: readonly string[]): string | null {
  if (status < 200) return INTERIM;
  if (status < 300) return null;
  const saysWhen = headers.some((name, at) => at % 2 === 0 && name.toLowerCase() === 'retry-after');
  return REFUSALS.includes(status) && !saysWhen ? `${status} without Retry-After` : String(status);
}
