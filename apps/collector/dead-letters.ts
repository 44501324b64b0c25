import { Inject, Injectable, Logger } from '@nestjs/common';
import { Counter } from 'prom-client';
import { encodeRecord, isId, logKeyOf, messageOf } from '#libs/contracts';
import { EVENT_LOG, type EventLog, type LogRecord } from '#libs/event-log';
import { MetricsRegistry } from '#libs/runtime';
import type { BatchContext, Rejection } from './read-event.js';

/** Characters of a rejected event that are kept. */
const ORIGINAL_CHARS_MAX = 8 * 1024;
/** Bytes of dead letters that may wait for the log; more are let go, and counted. */
const WAITING_BYTES_MAX = 4 * 1024 * 1024;
const APPEND_DEADLINE_MS = 10_000;

export interface RejectedEvent extends Rejection {
  readonly given: unknown;
}

/** Keeps rejected events with their reason, as well as it can and beside the answers: nobody waits for it. */
@Injectable()
export class DeadLetters {
  private readonly logger = new Logger(DeadLetters.name);
  private readonly letters: Counter<'outcome'>;
  private waitingBytes = 0;

  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    registry: MetricsRegistry,
  ) {
    this.letters = new Counter({
      name: 'freshet_collector_dead_letters_total',
      help: 'Rejected events by what became of them: kept on the dead-letter topic, or lost.',
      labelNames: ['outcome'],
      registers: [registry],
    });
    for (const outcome of ['kept', 'lost']) this.letters.inc({ outcome }, 0);
  }

  keep(rejected: readonly RejectedEvent[], batch: BatchContext): void {
    if (rejected.length === 0) return;
    const records = rejected.map((event) => letterOf(event, batch));
    const bytes = records.reduce((sum, { value }) => sum + value.length, 0);
    if (this.waitingBytes + bytes > WAITING_BYTES_MAX) {
      this.letters.inc({ outcome: 'lost' }, records.length);
      return;
    }
    this.waitingBytes += bytes;
    void this.append(records).finally(() => (this.waitingBytes -= bytes));
  }

  private async append(records: readonly LogRecord[]): Promise<void> {
    try {
      await this.log.append('dead-letter', records, AbortSignal.timeout(APPEND_DEADLINE_MS));
      this.letters.inc({ outcome: 'kept' }, records.length);
    } catch (thrown) {
      this.letters.inc({ outcome: 'lost' }, records.length);
      this.logger.warn(`${records.length} rejected events could not be kept: ${messageOf(thrown)}`);
    }
  }
}

function letterOf({ code, message, given }: RejectedEvent, { site, receivedAt }: BatchContext): LogRecord {
  const session = (given as { session?: unknown } | null)?.session;
  const value = encodeRecord({
    type: 'dead-letter',
    site,
    code,
    message,
    original: textOf(given),
    receivedAt,
  });
  return { key: isId(session) ? logKeyOf({ site, session }) : site, value };
}

function textOf(given: unknown): string {
  try {
    return JSON.stringify(given).slice(0, ORIGINAL_CHARS_MAX);
  } catch {
    // What is nested some thousand levels deep can be parsed, but not written.
    return '(nested too deep to be written)';
  }
}
