import type { BatchReceipt, ErrorAnswer, EventBatch, Slate } from '#libs/contracts';
import { Agent, request, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';

const ATTEMPTS = 5;
const ATTEMPT_TIMEOUT_MS = 10_000;

export interface ServiceUrls {
  /** Where events are posted. */
  readonly url: string;
  /** Where recommendations are asked. */
  readonly readUrl: string;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfterSeconds: number;
}

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly body?: string;
}

/**
 * A running Freshet as a page or a server sees it: the public surface and nothing else. On Node's own client, because on a machine
 * that also runs what is measured, `fetch` takes twice the time of it and counts as the service's.
 */
export class ServiceClient {
  private readonly agents = {
    'http:': new Agent({ keepAlive: true }),
    'https:': new SecureAgent({ keepAlive: true }),
  };

  constructor(private readonly urls: ServiceUrls) {}

  /** Posts a batch until it is accepted. The same batch may be posted again: ids make it count once. */
  async post(batch: EventBatch): Promise<BatchReceipt> {
    const sent = { method: 'POST', body: JSON.stringify(batch) } as const;
    return (await this.answerOf(new URL('/v1/events', this.urls.url), sent)) as BatchReceipt;
  }

  async recommend(query: Readonly<Record<string, string>>): Promise<Slate> {
    const url = new URL('/recommendations', this.urls.readUrl);
    url.search = new URLSearchParams(query).toString();
    return (await this.answerOf(url, { method: 'GET' })) as Slate;
  }

  /** Lets go of the kept connections. */
  close(): void {
    for (const agent of Object.values(this.agents)) agent.destroy();
  }

  private async answerOf(url: URL, sent: Sent, attempt = 1): Promise<unknown> {
    const { status, body, retryAfterSeconds } = await this.send(url, sent);
    if (status >= 200 && status < 300) return JSON.parse(body);
    if (![429, 503].includes(status) || attempt === ATTEMPTS) {
      throw new Error(`${url.pathname} answered ${status}: ${reasonOf(body)}`);
    }
    await pause(Math.max(1, retryAfterSeconds) * 1000);
    return this.answerOf(url, sent, attempt + 1);
  }

  private async send(url: URL, { method, body }: Sent): Promise<Answer> {
    const options = {
      method,
      timeout: ATTEMPT_TIMEOUT_MS,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      }),
    };
    try {
      return await new Promise<Answer>((resolve, reject) => {
        const answered = (message: IncomingMessage): void => void readAnswer(message).then(resolve, reject);
        const outgoing =
          url.protocol === 'https:'
            ? secureRequest(url, { ...options, agent: this.agents['https:'] }, answered)
            : request(url, { ...options, agent: this.agents['http:'] }, answered);
        outgoing.once('timeout', () =>
          outgoing.destroy(new Error(`no answer within ${ATTEMPT_TIMEOUT_MS} ms`)),
        );
        outgoing.once('error', reject);
        outgoing.end(body);
      });
    } catch (cause) {
      throw new Error(`${url.origin} can't be reached. Is the service running there?`, { cause });
    }
  }
}

async function readAnswer(message: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return {
    status: message.statusCode ?? 0,
    body: Buffer.concat(chunks).toString(),
    retryAfterSeconds: Number(message.headers['retry-after'] ?? 0),
  };
}

function reasonOf(body: string): string {
  try {
    const { error } = JSON.parse(body) as ErrorAnswer;
    return `${error.message} (${error.code})`;
  } catch {
    return body.slice(0, 200);
  }
}
