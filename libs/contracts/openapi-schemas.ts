import { ERROR_CATALOGUE } from './error-codes.js';
import { EVENT_TYPES } from './event.js';
import { ID_PATTERN, SITE_PATTERN } from './identifiers.js';
import type { JsonSchema } from './json-schema.js';
import { LIMITS } from './limits.js';
import { embedSchema, sessionSchema } from './openapi-answer-schemas.js';
import { STRATEGIES } from './records.js';

/** @returns a reference to one of the document's schemas. */
export function schemaRef(name: keyof ReturnType<typeof openApiSchemas>): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

export const SITE_SCHEMA: JsonSchema = { type: 'string', pattern: SITE_PATTERN.source, examples: ['demo'] };
export const ID_SCHEMA: JsonSchema = { type: 'string', pattern: ID_PATTERN.source };
export const ITEM_SCHEMA: JsonSchema = {
  type: 'string',
  minLength: 1,
  description: `1 to ${LIMITS.itemBytesMax} bytes of UTF-8 without control characters.`,
  examples: ['m-17'],
};

const TIME_SCHEMA: JsonSchema = {
  type: 'integer',
  minimum: LIMITS.timestampMsMin,
  maximum: LIMITS.timestampMsMax,
  description: 'Milliseconds since 1970.',
  examples: [1_763_900_000_000],
};
const URL_SCHEMA: JsonSchema = { type: 'string', maxLength: LIMITS.urlCharsMax };
const NULLABLE_ITEM: JsonSchema = { type: ['string', 'null'] };

/** The schemas of everything that crosses HTTP. */
export function openApiSchemas(): {
  Event: JsonSchema;
  EventBatch: JsonSchema;
  BatchReceipt: JsonSchema;
  Slate: JsonSchema;
  Session: JsonSchema;
  Embed: JsonSchema;
  Readiness: JsonSchema;
  Error: JsonSchema;
} {
  return {
    Event: eventSchema(),
    EventBatch: batchSchema(),
    BatchReceipt: receiptSchema(),
    Slate: slateSchema(),
    Session: sessionSchema(),
    Embed: embedSchema(),
    Readiness: readinessSchema(),
    Error: errorSchema(),
  };
}

function eventSchema(): JsonSchema {
  return {
    type: 'object',
    description:
      'One thing a visitor did. Properties that are not listed are dropped, not stored; null is not a value, leave a property out.',
    required: ['id', 'session', 'type', 'ts'],
    properties: {
      id: {
        ...ID_SCHEMA,
        description: 'Made by the sender: however often the event arrives, it counts once.',
      },
      session: ID_SCHEMA,
      visitor: { ...ID_SCHEMA, description: 'Anonymous device id; a login never changes it.' },
      user: {
        ...ID_SCHEMA,
        description:
          'Who a logged-in visitor is to the site: a hash made by the sender, never the login itself. The beacon sends SHA-256(site, line feed, login) in hexadecimal.',
      },
      type: { enum: EVENT_TYPES },
      item: ITEM_SCHEMA,
      ts: TIME_SCHEMA,
      slate: { ...ID_SCHEMA, description: 'The answer that was seen or clicked.' },
      position: { type: 'integer', minimum: 0, maximum: LIMITS.slatePositionMax, description: 'From 0.' },
      progress: { type: 'number', minimum: 0, maximum: 1, description: 'Share that was watched.' },
      value: { type: 'number', minimum: 0, maximum: LIMITS.eventValueMax },
      quantity: { type: 'integer', minimum: 1, maximum: LIMITS.eventQuantityMax },
      name: {
        type: 'string',
        maxLength: LIMITS.eventNameCharsMax,
        description: 'What a custom event is called.',
      },
      page: URL_SCHEMA,
      referrer: URL_SCHEMA,
    },
    allOf: [
      requires(['impression', 'click', 'watch', 'cart', 'purchase'], ['item']),
      requires(['impression', 'click'], ['slate', 'position']),
      requires(['watch'], ['progress']),
      requires(['custom'], ['name']),
    ],
  };
}

function requires(types: readonly string[], required: readonly string[]): JsonSchema {
  return { if: { properties: { type: { enum: types } } }, then: { required } };
}

function batchSchema(): JsonSchema {
  return {
    type: 'object',
    required: ['site', 'sentAt', 'events'],
    properties: {
      site: SITE_SCHEMA,
      sentAt: {
        ...TIME_SCHEMA,
        description: `When the batch was sent, by the sender's clock. More than ${LIMITS.clockSkewMsMax / 1000} s off the service's clock: every ts of the batch moves by the difference, in whole seconds.`,
      },
      test: {
        type: 'boolean',
        description: 'State and answers as usual; tables and statistics leave the batch out.',
      },
      dropped: {
        type: 'integer',
        minimum: 0,
        maximum: LIMITS.droppedEventsMax,
        description: 'Events that the sender had to drop, unsent, since its last accepted batch.',
      },
      events: { type: 'array', minItems: 1, maxItems: LIMITS.batchEventsMax, items: schemaRef('Event') },
    },
  };
}

function receiptSchema(): JsonSchema {
  const rejection = {
    type: 'object',
    required: ['index', 'code', 'message'],
    properties: {
      index: { type: 'integer', minimum: 0, description: 'Position in the batch, from 0.' },
      code: { type: 'string' },
      message: { type: 'string' },
    },
  };
  return {
    type: 'object',
    required: ['accepted', 'rejected'],
    properties: {
      accepted: { type: 'integer', description: 'Events that are on the log, durably.' },
      rejected: { type: 'array', items: rejection },
    },
  };
}

/** Of the body of `GET /recommendations`. */
export function slateSchema(): JsonSchema {
  const item = {
    type: 'object',
    required: ['item', 'score', 'because', 'source'],
    properties: {
      item: { type: 'string' },
      score: { type: 'number', description: 'Higher is better; six digits after the point.' },
      because: { ...NULLABLE_ITEM, description: 'The session item that gave most of the score.' },
      source: { type: ['string', 'null'], enum: ['next', 'soon', 'before', 'together', 'again', null] },
      team: { type: 'string', description: 'The variation that put it there, where two share the slate.' },
    },
  };
  const properties = {
    site: { type: 'string' },
    session: { type: 'string' },
    slate: { type: 'string', description: "The answer's id: clicks and impressions name it." },
    strategy: { type: 'string', enum: STRATEGIES },
    items: { type: 'array', items: item },
    experiments: { type: 'object', additionalProperties: { type: 'string' } },
    experimentsRevision: { type: 'string', description: 'State of the experiments file that was used.' },
    tables: { type: ['string', 'null'], description: 'Version of the co-watch tables.' },
    sessionEvents: { type: 'integer' },
    asOf: { type: ['string', 'null'], format: 'date-time' },
    degraded: {
      type: 'array',
      items: { type: 'string' },
      description: 'What was skipped to answer in time.',
    },
  };
  const after = {
    type: 'object',
    description: 'Present when `after` was asked.',
    required: ['id', 'included'],
    properties: { id: { type: 'string' }, included: { type: 'boolean' } },
  };
  const forced = { type: 'string', description: 'Key of the experiment whose variation was forced.' };
  return { type: 'object', required: Object.keys(properties), properties: { ...properties, after, forced } };
}

function readinessSchema(): JsonSchema {
  const check = {
    type: 'object',
    required: ['name', 'healthy'],
    properties: { name: { type: 'string' }, healthy: { type: 'boolean' }, reason: { type: 'string' } },
  };
  return {
    type: 'object',
    required: ['status', 'checks'],
    properties: { status: { enum: ['ready', 'unready'] }, checks: { type: 'array', items: check } },
  };
}

function errorSchema(): JsonSchema {
  const error = {
    type: 'object',
    required: ['code', 'message', 'details'],
    properties: {
      code: { enum: Object.keys(ERROR_CATALOGUE) },
      message: { type: 'string', description: 'What was wrong and what to do.' },
      details: { type: 'array', description: 'The single problems, where there are several.' },
    },
  };
  return { type: 'object', required: ['error'], properties: { error } };
}
