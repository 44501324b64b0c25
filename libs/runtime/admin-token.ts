import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, onRequestHookHandler, RouteOptions } from 'fastify';
import { FreshetError } from '#libs/contracts';

const GUARDED_PATHS = /^\/(metrics|docs)(\/|$)/;

/**
 * Asks for `Authorization: Bearer` on DELETE, /metrics and /docs. The hook goes onto those routes alone, as they are
 * registered: no other route pays for it, and it is the matched route that counts, however its path was spelt.
 */
export function guardAdministration(instance: FastifyInstance, token: string): void {
  const guard = bearerGuard(token);
  instance.addHook('onRoute', (route) => {
    if (isGuarded(route)) route.onRequest = [guard, ...[route.onRequest ?? []].flat()];
  });
}

function isGuarded({ method, url }: RouteOptions): boolean {
  return [method].flat().includes('DELETE') || GUARDED_PATHS.test(url);
}

function bearerGuard(token: string): onRequestHookHandler {
  const expected = digestOf(`Bearer ${token}`);
  return (request, _reply, done) => {
    // Digests are of one length, so neither the time nor an early return tells anything of the token.
    const isRight = timingSafeEqual(digestOf(request.headers.authorization ?? ''), expected);
    done(isRight ? undefined : unauthorized(request.headers.authorization === undefined));
  };
}

function unauthorized(isMissing: boolean): FreshetError {
  const fault = isMissing ? 'This needs the admin token.' : 'The admin token is not right.';
  return new FreshetError(
    'FRESHET_UNAUTHORIZED',
    `${fault} Send Authorization: Bearer with FRESHET_ADMIN_TOKEN.`,
  );
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
