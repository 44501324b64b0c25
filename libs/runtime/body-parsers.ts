import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { parse } from 'secure-json-parse';
import { FreshetError, messageOf } from '#libs/contracts';

/**
 * Reads application/json and text/plain bodies as the same thing: JSON in UTF-8. text/plain is what a page can send without
 * a preflight, and the framework would hand it over unguarded, so both go through secure-json-parse. An empty body is undefined.
 */
export function readJsonBodies(instance: FastifyInstance): void {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser(
    ['application/json', 'text/plain'],
    { parseAs: 'buffer' },
    (_request, body, done) => {
      try {
        done(null, readJson(body as Buffer));
      } catch (thrown) {
        done(thrown as Error);
      }
    },
  );
}

function readJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw unreadable('it is not UTF-8');
  try {
    return parse(body, undefined, { protoAction: 'error', constructorAction: 'error' });
  } catch (cause) {
    const message = messageOf(cause);
    const reason = message.includes('forbidden prototype property')
      ? 'it has a __proto__ or constructor.prototype key'
      : `it is not JSON (${message})`;
    throw unreadable(reason, cause);
  }
}

function unreadable(reason: string, cause?: unknown): FreshetError {
  return new FreshetError('FRESHET_BODY_UNREADABLE', `The body can't be read: ${reason}.`, { cause });
}
