import { negotiate } from '@fastify/accept-negotiator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Markup } from './markup.js';
import type { SiteFile } from './site-files.js';

const compress = promisify(gzip);
const YEAR_SECONDS = 31_536_000;

/**
 * The pages run their own scripts and talk to their own origin, and to the service where it has another: whatever else gets into
 * them runs nowhere.
 * @param service origin of the service, or empty.
 */
export function contentSecurityPolicy(service = ''): string {
  const own = ["'self'", service].filter(Boolean).join(' ');
  return [
    "default-src 'none'",
    `script-src ${own}`,
    `connect-src ${own}`,
    ...['style-src', 'img-src', 'media-src', 'font-src', 'form-action'].map((kind) => `${kind} 'self'`),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Sends a page. Pages change with every release, so none is kept without asking. */
export async function sendPage(
  reply: FastifyReply,
  page: Markup,
  { policy, status = 200 }: { readonly policy: string; readonly status?: number },
): Promise<void> {
  const text = String(page);
  reply.headers({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-cache',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
  });
  void reply.status(status);
  if (!acceptsGzip(reply.request)) await reply.send(text);
  else await reply.header('content-encoding', 'gzip').send(await compress(text));
}

/** Sends a file: for ever when it was asked for by its version, else to be asked for again. */
export async function sendFile(reply: FastifyReply, file: SiteFile): Promise<void> {
  const { headers, query } = reply.request;
  const etag = `"${file.version}"`;
  const isVersioned = (query as { v?: unknown }).v === (file.edition ?? file.version);
  reply.headers({
    'content-type': file.type,
    // A picture opened on its own is a page as well.
    'content-security-policy': "default-src 'none'",
    'cache-control': isVersioned ? `public, max-age=${YEAR_SECONDS}, immutable` : 'public, no-cache',
    'x-content-type-options': 'nosniff',
    etag,
    vary: 'accept-encoding',
  });
  const isSmall = file.gzipped !== undefined && acceptsGzip(reply.request);
  if (headers['if-none-match'] === etag) await reply.status(304).send();
  else if (isSmall) await reply.header('content-encoding', 'gzip').send(file.gzipped);
  else await reply.send(file.body);
}

function acceptsGzip({ headers }: FastifyRequest): boolean {
  const accepted = headers['accept-encoding'];
  return accepted !== undefined && negotiate(accepted, ['gzip', 'identity']) === 'gzip';
}
