import type { ConsumeOptions, Consumption, EventLog, LogRecord, TopicShape } from '#libs/event-log';
import type { LogTopic } from '#libs/contracts';

/** What happens to an append: it goes through, it fails, it never settles, or it goes through when the promise resolves. */
export type Fault = 'none' | 'fails' | 'hangs' | Promise<void>;

/** A real log whose appends fail as a test says. */
export class FaultyEventLog implements EventLog {
  /** Asked at each append. */
  fault: (topic: LogTopic) => Fault = () => 'none';

  constructor(private readonly log: EventLog) {}

  async append(topic: LogTopic, records: readonly LogRecord[], signal?: AbortSignal): Promise<void> {
    const fault = this.fault(topic);
    if (fault === 'fails') throw new Error('the broker said no');
    // Like a driver that pays no attention to the signal.
    if (fault === 'hangs') return new Promise(() => undefined);
    if (fault !== 'none') await fault;
    return this.log.append(topic, records, fault === 'none' ? signal : undefined);
  }

  consume(options: ConsumeOptions): Promise<Consumption> {
    return this.log.consume(options);
  }

  shape(topic: LogTopic): Promise<TopicShape> {
    return this.log.shape(topic);
  }

  health(): Promise<{ healthy: boolean; reason?: string }> {
    return this.fault('events') === 'none'
      ? this.log.health()
      : Promise.resolve({ healthy: false, reason: 'broken' });
  }

  close(): Promise<void> {
    return this.log.close();
  }
}
