import type { BatchReceipt, ErrorAnswer, EventBatch, Slate } from '#libs/contracts';
import { setTimeout as pause } from 'node:timers/promises';

const ATTEMPTS = 5;
const ATTEMPT_TIMEOUT_MS = 10_000;

export interface ServiceUrls {
  /** Where events are posted. */
  readonly url: string;
  /** Where recommendations are asked. */
  readonly readUrl: string;
}

/** A running Freshet as a page or a server sees it: the public surface and nothing else. */
export class ServiceClient {
  constructor(private readonly urls: ServiceUrls) {}

  /** Posts a batch until it is accepted. The same batch may be posted again: ids make it count once. */
  async post(batch: EventBatch): Promise<BatchReceipt> {
    const body = JSON.stringify(batch);
    const request = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    return (await this.answerOf(new URL('/v1/events', this.urls.url), request)) as BatchReceipt;
  }

  async recommend(query: Readonly<Record<string, string>>): Promise<Slate> {
    const url = new URL('/recommendations', this.urls.readUrl);
    url.search = new URLSearchParams(query).toString();
    return (await this.answerOf(url, { method: 'GET' })) as Slate;
  }

  private async answerOf(url: URL, request: RequestInit, attempt = 1): Promise<unknown> {
    const response = await this.fetch(url, request);
    if (response.ok) return response.json();
    const retryAfterSeconds = Number(response.headers.get('retry-after'));
    if (![429, 503].includes(response.status) || attempt === ATTEMPTS) {
      throw new Error(`${url.pathname} answered ${response.status}: ${await reasonOf(response)}`);
    }
    await response.body?.cancel();
    await pause(Math.max(1, retryAfterSeconds) * 1000);
    return this.answerOf(url, request, attempt + 1);
  }

  private async fetch(url: URL, request: RequestInit): Promise<Response> {
    try {
      return await fetch(url, { ...request, signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS) });
    } catch (cause) {
      throw new Error(`${url.origin} can't be reached. Is the service running there?`, { cause });
    }
  }
}

async function reasonOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as ErrorAnswer;
    return `${error.message} (${error.code})`;
  } catch {
    return text.slice(0, 200);
  }
}
