import proxy from '@fastify/http-proxy';
import { fastify } from 'fastify';

/** The apps behind the front door that answer HTTP for pages and people. */
export type Upstream = 'collector' | 'recommender' | 'storefront';

/** First match wins; the same table as config/front-door.nginx.conf. */
const ROUTES: readonly (readonly [path: RegExp, upstream: Upstream])[] = [
  [/^\/v1\//, 'collector'],
  [/^\/(beacon|widget)\./, 'collector'],
  [/^\/embed\.json(\?|$)/, 'collector'],
  [/^\/sessions\//, 'recommender'],
  [/^\/(recommendations|metrics|openapi\.json)(\?|$)/, 'recommender'],
  [/^\/(health|docs)(\/|\?|$)/, 'recommender'],
  [/^\//, 'storefront'],
];

/** @returns the app that answers a path. */
export function upstreamOf(path: string): Upstream {
  return ROUTES.find(([pattern]) => pattern.test(path))?.[1] ?? 'storefront';
}

/**
 * One address for the distributed system on one machine: routes by path as an ingress would, and changes nothing else.
 * @param urls where each app listens.
 * @param port 0 for a free one.
 * @returns its address.
 */
export async function openFrontDoor(
  urls: Readonly<Record<Upstream, string>>,
  port: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = fastify({ logger: false, bodyLimit: 1024 * 1024, forceCloseConnections: true });
  await server.register(proxy, {
    upstream: '',
    replyOptions: {
      getUpstream: (request) => urls[upstreamOf(request.url)],
      rewriteRequestHeaders: (request, headers) => ({
        ...headers,
        'x-forwarded-for': [headers['x-forwarded-for'], request.socket.remoteAddress]
          .filter(Boolean)
          .join(', '),
        'x-forwarded-proto': 'http',
      }),
    },
  });
  const url = await server.listen({ host: '127.0.0.1', port });
  return { url, close: () => server.close() };
}
