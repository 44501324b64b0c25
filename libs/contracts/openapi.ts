import { ERROR_CATALOGUE, type ErrorCode } from './error-codes.js';
import type { JsonSchema } from './json-schema.js';
import { LIMITS } from './limits.js';
import { ID_SCHEMA, ITEM_SCHEMA, openApiSchemas, schemaRef, SITE_SCHEMA } from './openapi-schemas.js';

type Operation = Readonly<Record<string, unknown>>;

/**
 * The public surface as an OpenAPI 3.1 document. Limits, patterns and errors come from where the code has them, so the document
 * can't say another number than the service.
 */
export function openApiDocument(): Readonly<Record<string, unknown>> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Freshet',
      version: '1',
      description:
        'Recommends the next item from what a visitor did seconds ago. Each site sees its own events and tables only. Every error has the same body; its code outlives its wording.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: {
      '/v1/events': { post: postEvents() },
      '/recommendations': { get: getRecommendations() },
      '/sessions/{session}': { get: getSession() },
      '/v1/sessions/{session}': { delete: deleteSession() },
      '/embed.json': { get: getEmbed() },
      '/beacon.js': { get: getScript('The beacon: sends what visitors do') },
      '/widget.js': { get: getScript('The widget: fills slates into a page') },
      '/beacon.mjs': { get: getScript('The beacon as an ES module; its types are /beacon.d.mts') },
      '/health/live': {
        get: {
          tags: ['operation'],
          summary: 'The process runs',
          responses: { 200: { description: 'It runs.' } },
        },
      },
      '/health/ready': { get: getReadiness() },
      '/metrics': { get: getMetrics() },
    },
    components: {
      schemas: openApiSchemas(),
      securitySchemes: {
        adminToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'FRESHET_ADMIN_TOKEN. Asked for only once the service has one.',
        },
      },
    },
  };
}

function postEvents(): Operation {
  const batch = { schema: schemaRef('EventBatch') };
  return {
    tags: ['events'],
    summary: 'Send what a visitor did',
    description: `At most ${LIMITS.batchEventsMax} events and ${LIMITS.batchBytesMax / 1024} KiB, as application/json or text/plain (JSON either way). A bad event is rejected alone. 202 means that the accepted events are on the log, durably; sending the same events again is harmless.`,
    requestBody: { required: true, content: { 'application/json': batch, 'text/plain': batch } },
    responses: {
      202: answer('Accepted; what was rejected is listed.', schemaRef('BatchReceipt')),
      ...errors([
        'FRESHET_BODY_UNREADABLE',
        'FRESHET_BATCH_INVALID',
        'FRESHET_ORIGIN_REFUSED',
        'FRESHET_SITE_UNKNOWN',
        'FRESHET_BODY_TOO_LARGE',
        'FRESHET_MEDIA_TYPE',
        'FRESHET_RATE_LIMITED',
        'FRESHET_OVERLOADED',
        'FRESHET_DEADLINE_PASSED',
        'FRESHET_LOG_UNAVAILABLE',
      ]),
    },
  };
}

function getRecommendations(): Operation {
  const { slateItemsMin, slateItemsDefault, slateItemsMax, waitMsMax, excludeItemsMax } = LIMITS;
  const count = {
    type: 'integer',
    minimum: slateItemsMin,
    maximum: slateItemsMax,
    default: slateItemsDefault,
  };
  const excluded = { type: 'array', items: ITEM_SCHEMA, maxItems: excludeItemsMax };
  return {
    tags: ['recommendations'],
    summary: 'Ask what comes next',
    description:
      'A session nobody has seen is answered from the next rung, and so is every session while a part is away.',
    parameters: [
      query('session', ID_SCHEMA, 'Whose next items.', true),
      query('site', SITE_SCHEMA, 'Left out: the default site.'),
      query('visitor', ID_SCHEMA, 'Anonymous device id, for experiments by visitor.'),
      query('limit', count, 'Most items in the answer.'),
      query('viewing', ITEM_SCHEMA, 'The item on the page.'),
      query('after', ID_SCHEMA, 'An event that should be in the answer.'),
      query(
        'wait',
        { type: 'integer', minimum: 0, maximum: waitMsMax, default: 0 },
        'Milliseconds to wait for that event.',
      ),
      query('exclude', excluded, 'May repeat.'),
      query(
        'force',
        { type: 'string', examples: ['is-it-worth-it:control'] },
        'experiment:variation, to look at a variation whoever asks. The answer names it in `forced`, and readouts leave the session and visitor out.',
      ),
      query(
        'test',
        { enum: ['true', 'false'] },
        'true: a load test asks, so statistics leave the slate out.',
      ),
    ],
    responses: {
      200: answer('The slate.', schemaRef('Slate')),
      ...errors(['FRESHET_QUERY_INVALID', 'FRESHET_ORIGIN_REFUSED', 'FRESHET_SITE_UNKNOWN']),
    },
  };
}

function getSession(): Operation {
  return {
    tags: ['recommendations'],
    summary: 'What the service knows of a session',
    description:
      'The session id is what gives access: whoever made it from 128 random bits is the only one to know it. A session nobody has seen has no events.',
    parameters: [
      { name: 'session', in: 'path', required: true, schema: ID_SCHEMA },
      query('site', SITE_SCHEMA, 'Left out: the default site.'),
    ],
    responses: {
      200: answer('The session.', schemaRef('Session')),
      ...errors([
        'FRESHET_QUERY_INVALID',
        'FRESHET_ORIGIN_REFUSED',
        'FRESHET_SITE_UNKNOWN',
        'FRESHET_STORE_UNAVAILABLE',
      ]),
    },
  };
}

function getEmbed(): Operation {
  return {
    tags: ['embedding'],
    summary: 'The scripts for pages, each under a URL whose content never changes',
    responses: { 200: answer('What a script tag needs.', schemaRef('Embed')) },
  };
}

function getScript(summary: string): Operation {
  return {
    tags: ['embedding'],
    summary,
    responses: {
      200: { description: 'The script.', content: { 'text/javascript': { schema: { type: 'string' } } } },
      304: { description: 'The one that If-None-Match names.' },
    },
  };
}

function deleteSession(): Operation {
  return {
    tags: ['events'],
    summary: 'Forget a session',
    description: 'A tombstone goes on the log, so reading the log again does not bring the session back.',
    security: [{ adminToken: [] }],
    parameters: [
      { name: 'session', in: 'path', required: true, schema: ID_SCHEMA },
      query('site', SITE_SCHEMA, 'Left out: the default site.'),
    ],
    responses: {
      204: { description: 'The tombstone is on the log.' },
      ...errors([
        'FRESHET_QUERY_INVALID',
        'FRESHET_UNAUTHORIZED',
        'FRESHET_SITE_UNKNOWN',
        'FRESHET_RATE_LIMITED',
        'FRESHET_DEADLINE_PASSED',
        'FRESHET_LOG_UNAVAILABLE',
      ]),
    },
  };
}

function getReadiness(): Operation {
  return {
    tags: ['operation'],
    summary: 'Whether the process can do its work',
    responses: {
      200: answer('Ready.', schemaRef('Readiness')),
      503: answer('Unready; the checks say why.', schemaRef('Readiness')),
    },
  };
}

function getMetrics(): Operation {
  return {
    tags: ['operation'],
    summary: "The process's metrics, as Prometheus reads them",
    security: [{ adminToken: [] }],
    responses: {
      200: { description: 'Metrics.', content: { 'text/plain': { schema: { type: 'string' } } } },
      ...errors(['FRESHET_UNAUTHORIZED']),
    },
  };
}

function query(name: string, schema: JsonSchema, description: string, required = false): Operation {
  return { name, in: 'query', required, description, schema };
}

function answer(description: string, schema: JsonSchema): Operation {
  return { description, content: { 'application/json': { schema } } };
}

/** One answer a status, which says what each of its codes means to the caller. */
function errors(codes: readonly ErrorCode[]): Record<number, Operation> {
  const answers: Record<number, Operation> = {};
  for (const { status } of codes.map((code) => ERROR_CATALOGUE[code])) {
    const lines = codes
      .filter((code) => ERROR_CATALOGUE[code].status === status)
      .map((code) => `\`${code}\`: ${ERROR_CATALOGUE[code].remedy}`);
    const headers = RETRIED_STATUSES.has(status) && {
      headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer', minimum: 1 } } },
    };
    answers[status] = { ...answer(lines.join('\n\n'), schemaRef('Error')), ...headers };
  }
  return answers;
}

const RETRIED_STATUSES: ReadonlySet<number> = new Set([429, 503]);
