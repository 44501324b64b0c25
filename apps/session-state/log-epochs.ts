import { EVENT_LOG, type EventLog } from '#libs/event-log';
import { SESSION_STORE, type SessionStore } from '#libs/session-store';
import { Inject, Injectable } from '@nestjs/common';

/** The epoch that positions of the events topic are given. */
@Injectable()
export class LogEpochs {
  private epoch = 0;

  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(SESSION_STORE) private readonly store: SessionStore,
  ) {}

  /** As of the last refresh; 0 before the first. */
  get current(): number {
    return this.epoch;
  }

  /** Looks whether the topic was made anew or repartitioned. @returns the epoch from now on. */
  async refresh(): Promise<number> {
    const epoch = await this.store.epochOf(() => this.log.shape('events'), this.epoch);
    this.epoch = Math.max(this.epoch, epoch);
    return this.epoch;
  }
}
