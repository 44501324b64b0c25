import { validateSync } from 'class-validator';
import { ClickstreamEvent, compileRules, type ErrorCode, type EventRecord } from '#libs/contracts';
import { isTimestamp } from './correct-clock.js';

/** Why an event was not accepted. */
export interface Rejection {
  readonly code: Extract<ErrorCode, 'FRESHET_EVENT_INVALID' | 'FRESHET_EVENT_TIME_INVALID'>;
  readonly message: string;
}

/** What the batch says of each of its events. */
export interface BatchContext {
  readonly site: string;
  readonly receivedAt: number;
  /** See `clockCorrectionMs`. */
  readonly correctionMs: number;
  readonly test: boolean;
}

/** Everything an event may say. What else a sender puts in is dropped: it would stay on the log for good, unchecked. */
const FIELDS = [
  'id',
  'session',
  'visitor',
  'user',
  'type',
  'item',
  'ts',
  'slate',
  'position',
  'progress',
  'value',
  'quantity',
  'name',
  'page',
  'referrer',
] as const satisfies readonly (keyof ClickstreamEvent)[];

const keepsRules = compileRules(ClickstreamEvent);

/** Judges one event on its own and makes the record of it. @returns why not, for one that can't be accepted. */
export function readEvent(given: unknown, batch: BatchContext): EventRecord | Rejection {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { code: 'FRESHET_EVENT_INVALID', message: 'the event must be an object' };
  }
  const event = pick(given as Record<string, unknown>);
  const problems = keepsRules(event) ? [] : problemsOf(event);
  if (problems.length > 0) return { code: 'FRESHET_EVENT_INVALID', message: problems.join('; ') };
  const ts = event.ts + batch.correctionMs;
  if (!isTimestamp(ts)) {
    const message = `ts is ${ts} once it is moved by ${batch.correctionMs} ms, as far as sentAt is off, and that is no time`;
    return { code: 'FRESHET_EVENT_TIME_INVALID', message };
  }
  const { site, receivedAt, test } = batch;
  return Object.assign(event, { ts, site, receivedAt }, test && { test: true as const });
}

export function isRejection(reading: EventRecord | Rejection): reading is Rejection {
  return 'code' in reading;
}

function problemsOf(event: ClickstreamEvent): string[] {
  const problems = validateSync(event, { validationError: { target: false, value: false } });
  return problems.flatMap(({ constraints }) => Object.values(constraints ?? {}));
}

function pick(given: Readonly<Record<string, unknown>>): ClickstreamEvent {
  const event = new ClickstreamEvent();
  const target = event as unknown as Record<string, unknown>;
  for (const field of FIELDS) {
    const value = given[field];
    if (value !== undefined) target[field] = value;
  }
  return event;
}
