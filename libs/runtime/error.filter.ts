import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ERROR_CATALOGUE, FreshetError, messageOf, type ErrorAnswer, type ErrorCode } from '#libs/contracts';
import { nameRefusedOrigin } from './cors.js';

/** What the framework's own refusals are called here, by their status. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'FRESHET_BODY_UNREADABLE',
  404: 'FRESHET_ROUTE_UNKNOWN',
  408: 'FRESHET_REQUEST_TIMEOUT',
  413: 'FRESHET_BODY_TOO_LARGE',
  414: 'FRESHET_ROUTE_UNKNOWN',
  415: 'FRESHET_MEDIA_TYPE',
};

/** The one place where a fault becomes an HTTP answer. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    if (reply.sent) return;
    const request = http.getRequest<FastifyRequest>();
    const fault = faultOf(thrown, request);
    if (fault.code === 'FRESHET_ORIGIN_REFUSED') nameRefusedOrigin(request, reply);
    if (fault.code === 'FRESHET_INTERNAL')
      this.logger.error('A request failed', { error: fault.options.cause });
    void answerFault(reply, fault);
  }
}

/** Writes a fault as every error is written. */
export function answerFault(reply: FastifyReply, fault: FreshetError): FastifyReply {
  const { retryAfterSeconds, details = [] } = fault.options;
  if (retryAfterSeconds !== undefined)
    reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfterSeconds))));
  if (fault.code === 'FRESHET_UNAUTHORIZED') reply.header('www-authenticate', 'Bearer realm="freshet"');
  const answer: ErrorAnswer = { error: { code: fault.code, message: fault.message, details } };
  return reply
    .status(ERROR_CATALOGUE[fault.code].status)
    .type('application/json; charset=utf-8')
    .send(answer);
}

/** @returns whatever was thrown as a fault of the catalogue. */
export function faultOf(thrown: unknown, request: FastifyRequest): FreshetError {
  if (thrown instanceof FreshetError) return thrown;
  const status = statusOf(thrown);
  const code = status === undefined ? undefined : CODE_OF_STATUS[status];
  if (isBadUrl(thrown)) {
    return new FreshetError(
      'FRESHET_QUERY_INVALID',
      "The path can't be read: its percent-encoding is broken.",
    );
  }
  if (code === undefined) {
    const message = 'The service failed to answer this request.';
    return new FreshetError('FRESHET_INTERNAL', message, { cause: thrown });
  }
  return new FreshetError(code, sentenceOf(code, thrown, request), { cause: thrown });
}

/** Nest's exceptions and Fastify's errors both carry a status. */
function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  const status = (thrown as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

function isBadUrl(thrown: unknown): boolean {
  return (thrown as { code?: unknown } | null)?.code === 'FST_ERR_BAD_URL';
}

function sentenceOf(code: ErrorCode, thrown: unknown, request: FastifyRequest): string {
  const { remedy } = ERROR_CATALOGUE[code];
  switch (code) {
    case 'FRESHET_ROUTE_UNKNOWN':
      return `There is no ${request.method} ${pathOf(request)} here. ${remedy}`;
    case 'FRESHET_BODY_TOO_LARGE':
      return `The body is too large. ${remedy}`;
    case 'FRESHET_MEDIA_TYPE':
      return `The content type ${JSON.stringify(request.headers['content-type'] ?? '')} is not read here. ${remedy}`;
    default:
      return `${messageOf(thrown).replace(/\.?$/, '.')} ${remedy}`;
  }
}

function pathOf(request: FastifyRequest): string {
  const [path = ''] = request.url.split('?', 1);
  return path.slice(0, 200);
}
