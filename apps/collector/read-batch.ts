import { validateSync } from 'class-validator';
import { compileRules, EventBatch, FreshetError, LIMITS } from '#libs/contracts';

const keepsRules = compileRules(EventBatch);

/** @returns how many events a body holds, 0 for what is no batch at all: what the accounts count before anything is judged. */
export function eventsIn(body: unknown): number {
  const events = isObject(body) ? body['events'] : undefined;
  return Array.isArray(events) ? events.length : 0;
}

/**
 * Reads the batch around the events; the events themselves are judged one by one later. Properties it does not know are dropped.
 * @throws FreshetError FRESHET_BATCH_INVALID with every problem in its details; FRESHET_BODY_TOO_LARGE for more than 100 events.
 */
export function readBatch(body: unknown): EventBatch {
  if (!isObject(body)) throw notABatch(body);
  const { site, sentAt, test, dropped, events } = body;
  const batch = Object.assign(
    new EventBatch(),
    { site, sentAt, events },
    test !== undefined && { test },
    dropped !== undefined && { dropped },
  );
  const problems = keepsRules(batch) ? [] : problemsOf(batch);
  if (!Array.isArray(events)) problems.push({ field: 'events', message: 'events must be a list of events' });
  else if (events.length === 0)
    problems.push({ field: 'events', message: 'events must hold at least one event' });
  if (problems.length > 0) throw invalid(problems);
  if (batch.events.length > LIMITS.batchEventsMax) throw tooMany(batch.events.length);
  return batch;
}

function problemsOf(batch: EventBatch): { field: string; message: string }[] {
  return validateSync(batch).flatMap(({ property, constraints }) =>
    Object.values(constraints ?? {}).map((message) => ({ field: property, message })),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notABatch(body: unknown): FreshetError {
  const found =
    body === undefined
      ? 'empty'
      : Array.isArray(body)
        ? 'a list'
        : body === null
          ? 'null'
          : `a ${typeof body}`;
  return new FreshetError(
    'FRESHET_BATCH_INVALID',
    `The body must be a batch, {"site", "sentAt", "events": [...]}; it is ${found}.`,
    { details: [{ field: '', message: `the body is ${found}` }] },
  );
}

function invalid(problems: readonly { readonly message: string }[]): FreshetError {
  const summary = problems.map(({ message }) => message).join('; ');
  return new FreshetError('FRESHET_BATCH_INVALID', `The batch is not valid: ${summary}.`, {
    details: problems,
  });
}

function tooMany(events: number): FreshetError {
  return new FreshetError(
    'FRESHET_BODY_TOO_LARGE',
    `The batch holds ${events} events; ${LIMITS.batchEventsMax} is the most. Send several batches.`,
  );
}
