import { Injectable } from '@nestjs/common';
import {
  encodeRecord,
  FreshetError,
  logKeyOf,
  type BatchReceipt,
  type EventBatch,
  type EventRecord,
} from '#libs/contracts';
import type { LogRecord } from '#libs/event-log';
import { Admission, type Sender } from './admission.js';
import { clockCorrectionMs } from './correct-clock.js';
import { DeadLetters, type RejectedEvent } from './dead-letters.js';
import { EventLedger } from './event-ledger.js';
import { LogAppender } from './log-appender.js';
import { eventsIn, readBatch } from './read-batch.js';
import { isRejection, readEvent, type BatchContext } from './read-event.js';

interface Judged {
  readonly accepted: readonly EventRecord[];
  readonly rejected: readonly (RejectedEvent & { readonly index: number })[];
}

/** Takes batches in: judges each event on its own and answers once the log has the good ones durably. */
@Injectable()
export class EventsService {
  constructor(
    private readonly admission: Admission,
    private readonly ledger: EventLedger,
    private readonly appender: LogAppender,
    private readonly deadLetters: DeadLetters,
  ) {}

  /**
   * @param body as parsed, whatever it is.
   * @throws FreshetError with one of the codes that `POST /v1/events` answers with; then none of the batch's good events counts
   * as accepted.
   */
  async accept(body: unknown, sender: Sender): Promise<BatchReceipt> {
    const receivedAt = Date.now();
    let openEvents = eventsIn(body);
    this.ledger.receive(openEvents);
    try {
      const batch = readBatch(body);
      this.admission.admit(batch, sender);
      const { accepted, rejected } = this.judge(batch, receivedAt);
      openEvents = accepted.length;
      if (accepted.length > 0) await this.appender.append('events', accepted.map(logRecordOf));
      this.ledger.append(accepted.length);
      this.ledger.noteDropped(batch);
      return {
        accepted: accepted.length,
        rejected: rejected.map(({ index, code, message }) => ({ index, code, message })),
      };
    } catch (thrown) {
      this.ledger.refuse(reasonOf(thrown), openEvents);
      throw thrown;
    }
  }

  private judge({ site, sentAt, test, events }: EventBatch, receivedAt: number): Judged {
    const correctionMs = clockCorrectionMs(sentAt, receivedAt);
    const context: BatchContext = { site, receivedAt, correctionMs, test: test === true };
    const accepted: EventRecord[] = [];
    const rejected: (RejectedEvent & { index: number })[] = [];
    for (const [index, given] of events.entries()) {
      const reading = readEvent(given, context);
      if (isRejection(reading)) rejected.push({ ...reading, index, given });
      else accepted.push(reading);
    }
    for (const { code } of rejected) this.ledger.reject(code);
    this.deadLetters.keep(rejected, context);
    return { accepted, rejected };
  }
}

function logRecordOf(record: EventRecord): LogRecord {
  return { key: logKeyOf(record), value: encodeRecord(record) };
}

/** The code in the form of a label: `deadline_passed`. */
function reasonOf(thrown: unknown): string {
  const code = thrown instanceof FreshetError ? thrown.code : 'FRESHET_INTERNAL';
  return code.replace('FRESHET_', '').toLowerCase();
}
