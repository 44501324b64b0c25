import { INTERACTION_TYPES } from './event.js';
import type { JsonSchema } from './json-schema.js';

const TIME_OR_NULL: JsonSchema = { type: ['string', 'null'], format: 'date-time' };

/** Of `SessionAnswer`. */
export function sessionSchema(): JsonSchema {
  const interaction = record({
    item: { type: 'string' },
    type: { enum: INTERACTION_TYPES },
    progress: { type: 'number', minimum: 0, maximum: 1, description: 'Share that was watched.' },
    at: { type: 'string', format: 'date-time' },
    weight: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      description:
        'Share that its place in the session and its type have in scoring; all of a session sum to 1.',
    },
  });
  return record({
    site: { type: 'string' },
    session: { type: 'string' },
    events: { type: 'integer', description: '0 for a session nobody has seen.' },
    startedAt: TIME_OR_NULL,
    asOf: { ...TIME_OR_NULL, description: 'When the collector had its newest event.' },
    interactions: { type: 'array', items: interaction, description: 'Newest last.' },
  });
}

/** Of `Embed`. */
export function embedSchema(): JsonSchema {
  const script = record({
    url: { type: 'string', description: 'Path on the service; its content never changes.' },
    integrity: { type: 'string', description: "For a tag's integrity attribute." },
    bytes: { type: 'integer' },
    gzipBytes: { type: 'integer' },
  });
  return record({ beacon: script, widget: script });
}

/** An object that has all of its properties. */
function record(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', required: Object.keys(properties), properties };
}
