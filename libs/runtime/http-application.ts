import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ERROR_CATALOGUE, LIMITS, type ErrorAnswer, type ErrorCode } from '#libs/contracts';
import { guardAdministration } from './admin-token.js';
import { readJsonBodies } from './body-parsers.js';
import type { Configuration } from './configuration.js';
import { allowCrossOrigin } from './cors.js';
import { serveDocumentation } from './documentation.js';
import { answerFault, ErrorFilter, faultOf } from './error.filter.js';
import { SiteRegistry } from './site-registry.js';

/** Longest a sender may take to send a request, milliseconds. Nest on Fastify starts with none, which invites slow senders to stay. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Longer than the 60 s that load balancers usually keep a connection, so that it is they who close it. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
/** A path parameter up to here is answered with what is wrong with it; longer ones find no route. */
const PARAM_CHARS_MAX = 8 * 1024;

/**
 * A Nest application on Fastify, set up as every app of Freshet is and not yet listening. No global pipe, guard or interceptor:
 * hot routes pay for what they use.
 * @param module imports `RuntimeModule.forRoot(configuration)`.
 */
export async function createHttpApplication(
  module: Type | DynamicModule,
  configuration: Configuration,
  logger?: LoggerService,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter(fastifyOptionsOf(configuration));
  const instance = adapter.getInstance<FastifyInstance>();
  readJsonBodies(instance);
  const { adminToken } = configuration.environment;
  if (adminToken !== undefined) guardAdministration(instance, adminToken);
  const application = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    abortOnError: false,
    ...(logger !== undefined && { logger }),
  });
  allowCrossOrigin(instance, application.get(SiteRegistry));
  application.useGlobalFilters(new ErrorFilter());
  serveDocumentation(instance);
  return application;
}

/** Starts listening as configured. @returns where it can be reached from this machine. */
export async function listen(
  application: NestFastifyApplication,
  { environment: { port, host } }: Configuration,
): Promise<string> {
  await application.listen(port, host);
  return application.getUrl();
}

function fastifyOptionsOf({
  collector,
  environment,
}: Configuration): ConstructorParameters<typeof FastifyAdapter>[0] {
  const trustedProxies = [...collector.trustedProxies, ...environment.trustedProxies];
  return {
    bodyLimit: LIMITS.batchBytesMax,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    http: {
      // Node swaps the two timeouts when this is the longer one, and its default is a minute.
      headersTimeout: REQUEST_TIMEOUT_MS / 2,
      // Node looks for requests that took too long this often; its own 30 s would be four timeouts.
      connectionsCheckingInterval: 1000,
    },
    forceCloseConnections: 'idle',
    // What arrives on a kept connection while the others drain is still answered, with Connection: close.
    return503OnClosing: false,
    trustProxy: trustedProxies.length === 0 ? false : trustedProxies,
    routerOptions: { maxParamLength: PARAM_CHARS_MAX },
    // No Nest middleware anywhere, so no middleware engine on the way of a request.
    skipMiddie: true,
    // No route has a schema, so that the compilers of such schemas need not be loaded.
    schemaController: {
      compilersFactory: { buildValidator: withoutSchemas, buildSerializer: withoutSchemas },
    },
    frameworkErrors: answerUnroutable,
    clientErrorHandler: answerBrokenRequest,
  };
}

/** @throws Error always: Fastify asks for a compiler once a route has a schema. */
function withoutSchemas(): never {
  throw new Error(
    'No route has a Fastify schema here: bodies are checked by compiled rules, and answers are written by their controllers.',
  );
}

/** A path that can't be decoded is refused by the router, before any hook or filter. */
function answerUnroutable(fault: unknown, request: unknown, reply: unknown): void {
  void answerFault(reply as FastifyReply, faultOf(fault, request as FastifyRequest));
}

/** What the HTTP parser could not make a request of never reaches the filter: it is answered on the bare socket. */
function answerBrokenRequest(fault: NodeJS.ErrnoException, socket: Socket): void {
  if (fault.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [code, message] = BROKEN_REQUESTS[fault.code ?? ''] ?? BROKEN_OTHERWISE;
  const { status, remedy } = ERROR_CATALOGUE[code];
  const answer: ErrorAnswer = { error: { code, message: `${message} ${remedy}`, details: [] } };
  const body = JSON.stringify(answer);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

type BrokenRequest = readonly [code: ErrorCode, message: string];

const BROKEN_OTHERWISE: BrokenRequest = ['FRESHET_REQUEST_UNREADABLE', 'This is no HTTP request.'];
const BROKEN_REQUESTS: Readonly<Record<string, BrokenRequest>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['FRESHET_REQUEST_TIMEOUT', 'The request took too long to arrive.'],
  HPE_HEADER_OVERFLOW: ['FRESHET_HEADERS_TOO_LARGE', 'The headers are too large.'],
};
