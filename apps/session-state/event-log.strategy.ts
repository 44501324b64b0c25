import { LOG_TOPICS, type LogTopic } from '#libs/contracts';
import type { Assignment, ConsumeOptions, Consumption, EventLog, RecordBatch } from '#libs/event-log';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { EventLogContext } from './event-log.context.js';

/** Pattern of the event that partitions were newly given to this member; its payload is their assignments. */
export const PARTITIONS_ASSIGNED = 'partitions-assigned';

/**
 * Runs the event handlers of a Nest microservice on an event log. A pattern is a topic; its handler is given whole batches.
 * The stock Kafka transport hands over one message at a time, retries a failing one for ever and adds a suffix to the group;
 * here a handler that resolves commits its batch, one that rejects is given it again, and the group is as named.
 */
export class EventLogStrategy extends Server implements CustomTransportStrategy {
  /** A fault of a handler decides whether its batch is committed, so Nest must not swallow it. */
  override readonly propagatesEventHandlerErrors = true;
  #consumption: Consumption | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly options: Pick<ConsumeOptions, 'group' | 'batchRecordsMax'>,
  ) {
    super();
  }

  /** Starts consuming every topic that has a handler; answers once it has begun. */
  async listen(callback: (fault?: unknown) => void): Promise<void> {
    try {
      this.#consumption = await this.log.consume({
        ...this.options,
        topics: this.#topics(),
        handle: (batch, consumption) => this.#dispatch(batch.topic, batch, consumption),
        assigned: (assignments, consumption) => this.#dispatch(PARTITIONS_ASSIGNED, assignments, consumption),
      });
      callback();
    } catch (thrown) {
      callback(thrown);
    }
  }

  async close(): Promise<void> {
    await this.#consumption?.stop();
  }

  lagRecords(): number {
    return this.#consumption?.lagRecords() ?? 0;
  }

  health(): { readonly healthy: boolean; readonly reason?: string } {
    return this.#consumption?.health() ?? { healthy: false, reason: 'it is not consuming yet' };
  }

  on(): never {
    throw new Error('An event log has no events of its own to listen to; ask health() how it is.');
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as Nest declares it
  unwrap<T>(): T {
    return this.log as T;
  }

  #topics(): LogTopic[] {
    return LOG_TOPICS.filter((topic) => this.messageHandlers.has(topic));
  }

  /** Settles once the handler has, with its fault where it has one. */
  async #dispatch(
    pattern: string,
    payload: RecordBatch | readonly Assignment[],
    consumption: Consumption,
  ): Promise<void> {
    // Patterns are plain names: `getHandlerByPattern` would parse each as JSON first, a twentieth of this process's time.
    const handler = this.messageHandlers.get(pattern);
    if (!handler) return;
    const result: unknown = await handler(payload, new EventLogContext(consumption));
    if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
  }
}
