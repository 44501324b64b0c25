import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { FreshetError, messageOf, type LogTopic } from '#libs/contracts';
import { EVENT_LOG, type EventLog, type LogRecord } from '#libs/event-log';
import { CONFIGURATION, type Configuration } from '#libs/runtime';

/** Once the process stops, nobody waits longer than this, so that it is gone within 2 s. */
const STOPPING_DEADLINE_MS = 1000;

type GiveUp = (reason: FreshetError) => void;

/** Appends with a deadline of its own: a log that retries without end must not keep a sender waiting without end. */
@Injectable()
export class LogAppender implements OnModuleDestroy {
  private readonly waiting = new Set<GiveUp>();
  private deadlineMs: number;

  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(CONFIGURATION) { collector }: Configuration,
  ) {
    this.deadlineMs = collector.deadlineMs;
  }

  /**
   * Resolves once the log has the records durably.
   * @throws FreshetError FRESHET_DEADLINE_PASSED, after which the records may still arrive; FRESHET_LOG_UNAVAILABLE
   */
  async append(topic: LogTopic, records: readonly LogRecord[]): Promise<void> {
    const abort = new AbortController();
    let giveUp: GiveUp = () => undefined;
    const givenUp = new Promise<never>((_, reject) => {
      giveUp = (reason) => {
        reject(reason);
        abort.abort(reason);
      };
    });
    this.waiting.add(giveUp);
    const { deadlineMs } = this;
    const timer = setTimeout(() => giveUp(deadlinePassed(deadlineMs)), deadlineMs);
    try {
      await Promise.race([givenUp, this.handOver(topic, records, abort.signal)]);
    } finally {
      clearTimeout(timer);
      this.waiting.delete(giveUp);
    }
  }

  onModuleDestroy(): void {
    this.deadlineMs = Math.min(this.deadlineMs, STOPPING_DEADLINE_MS);
    setTimeout(() => {
      for (const giveUp of this.waiting) giveUp(deadlinePassed(STOPPING_DEADLINE_MS));
    }, STOPPING_DEADLINE_MS).unref();
  }

  private async handOver(topic: LogTopic, records: readonly LogRecord[], signal: AbortSignal): Promise<void> {
    try {
      await this.log.append(topic, records, signal);
    } catch (thrown) {
      if (thrown instanceof FreshetError) throw withRetryAfter(thrown);
      throw unavailable(messageOf(thrown), thrown);
    }
  }
}

function deadlinePassed(deadlineMs: number): FreshetError {
  return new FreshetError(
    'FRESHET_DEADLINE_PASSED',
    `The log did not confirm the events within ${deadlineMs} ms. Send the same batch again in 1 s: each event counts once.`,
    { retryable: true, retryAfterSeconds: 1 },
  );
}

/** Every 503 says when to come again. */
function withRetryAfter(fault: FreshetError): FreshetError {
  if (fault.code !== 'FRESHET_LOG_UNAVAILABLE' || fault.options.retryAfterSeconds !== undefined) return fault;
  return new FreshetError(fault.code, fault.message, { ...fault.options, retryAfterSeconds: 1 });
}

function unavailable(reason: string, cause: unknown): FreshetError {
  return new FreshetError('FRESHET_LOG_UNAVAILABLE', `The event log is unavailable: ${reason}.`, {
    retryable: true,
    retryAfterSeconds: 1,
    cause,
  });
}
