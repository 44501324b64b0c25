import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { FreshetError } from '#libs/contracts';
import type { SiteRegistry } from './site-registry.js';

/** How long a browser may remember a preflight, seconds; two hours is the most that any of them does. */
const PREFLIGHT_MAX_AGE_SECONDS = 7200;

/** What a page may read of an answer besides the body: when to come again. */
const EXPOSED_HEADERS = 'Retry-After';

interface CrossOriginConfig {
  readonly crossOrigin?: true;
}

/** Marks a route that pages of the sites' origins may call. */
export function CrossOrigin(): MethodDecorator {
  return applyDecorators(RouteConfig({ crossOrigin: true } satisfies CrossOriginConfig));
}

/**
 * Answers preflights of the routes marked CrossOrigin and lets the pages of allowed origins read their answers. A preflight does
 * not say for which site it asks, so what any site allows passes here; the route itself holds the site to its own list
 * (`refuseForeignOrigin`). Credentials are never allowed: nothing here knows a visitor by a cookie.
 */
export function allowCrossOrigin(instance: FastifyInstance, sites: SiteRegistry): void {
  instance.addHook('onRoute', (route) => {
    if ((route.config as CrossOriginConfig | undefined)?.crossOrigin !== true || route.method === 'HEAD')
      return;
    const hook: onRequestHookHandler = (request, reply, done) => {
      if (nameAllowedOrigin(sites, request, reply))
        reply.header('access-control-expose-headers', EXPOSED_HEADERS);
      done();
    };
    route.onRequest = [hook, ...[route.onRequest ?? []].flat()];
    const methods = [route.method].flat().join(', ');
    instance.options(route.url, (request, reply) => {
      if (nameAllowedOrigin(sites, request, reply)) {
        describeAllowed(reply, methods);
        allowPrivateNetwork(request, reply);
      }
      return reply.status(204).send();
    });
  });
}

/**
 * Holds a site to its own origins, once the request has named its site. A request without an Origin is no page's.
 * @throws FreshetError FRESHET_ORIGIN_REFUSED
 */
export function refuseForeignOrigin(sites: SiteRegistry, site: string, origin: string | undefined): void {
  const { origins } = sites.settingsOf(site);
  if (origin === undefined || origins.length === 0 || origins.includes(origin)) return;
  throw new FreshetError(
    'FRESHET_ORIGIN_REFUSED',
    `Pages of ${origin.slice(0, 200)} may not use the site ${site}. Add the origin to sites.${site}.origins in config/freshet.yaml.`,
  );
}

/**
 * Lets a page that may not use a site read that it may not, and nothing else: otherwise its script could not tell the refusal
 * from a network that is down, and would send again for ever.
 */
export function nameRefusedOrigin({ headers: { origin } }: FastifyRequest, reply: FastifyReply): void {
  if (origin !== undefined) reply.header('access-control-allow-origin', origin);
}

function describeAllowed(reply: FastifyReply, methods: string): void {
  reply
    .header('access-control-allow-methods', methods)
    .header('access-control-allow-headers', 'content-type')
    .header('access-control-max-age', String(PREFLIGHT_MAX_AGE_SECONDS));
}

/**
 * A browser may ask before it lets a page of the internet reach a service on a private network or on this machine. Whose pages may
 * use the service is what origins say, wherever it runs.
 */
function allowPrivateNetwork(request: FastifyRequest, reply: FastifyReply): void {
  if (request.headers['access-control-request-private-network'] === 'true')
    reply.header('access-control-allow-private-network', 'true');
}

/** The answer differs by origin, so a cache must know, whether or not this one is allowed. */
function nameAllowedOrigin(sites: SiteRegistry, request: FastifyRequest, reply: FastifyReply): boolean {
  reply.header('vary', 'Origin');
  const { origin } = request.headers;
  if (origin === undefined || !sites.someAllows(origin)) return false;
  reply.header('access-control-allow-origin', origin);
  return true;
}
