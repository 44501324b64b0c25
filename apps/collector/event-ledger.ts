import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import type { EventBatch } from '#libs/contracts';
import { MetricsRegistry } from '#libs/runtime';

/**
 * The accounts of events: received = appended + rejected + refused + in flight, at every moment. Every entry moves both sides in
 * one step, and a scrape reads the accounts in one step too.
 */
@Injectable()
export class EventLedger {
  private receivedEvents = 0;
  private appendedEvents = 0;
  private inFlightEvents = 0;
  private readonly rejectedEvents = new Map<string, number>();
  private readonly refusedEvents = new Map<string, number>();
  private readonly droppedBySenders: Counter<'site'>;

  constructor(registry: MetricsRegistry) {
    const registers = [registry];
    this.count(
      registers,
      'received',
      'Events that arrived in a batch that could be read.',
      () => this.receivedEvents,
    );
    this.count(registers, 'appended', 'Events that the log confirmed in time.', () => this.appendedEvents);
    this.countBy(registers, 'rejected', 'code', 'Events that were not valid.', this.rejectedEvents);
    this.countBy(
      registers,
      'refused',
      'reason',
      'Events of batches that were not taken.',
      this.refusedEvents,
    );
    this.droppedBySenders = new Counter({
      name: 'freshet_collector_sender_dropped_events_total',
      help: 'Events that senders say they had to drop before they could be sent, by site.',
      labelNames: ['site'],
      registers,
    });
    const inFlight = (): number => this.inFlightEvents;
    new Gauge({
      name: 'freshet_collector_in_flight',
      help: 'Events that wait for the log.',
      registers,
      collect() {
        this.set(inFlight());
      },
    });
  }

  get inFlight(): number {
    return this.inFlightEvents;
  }

  receive(events: number): void {
    this.receivedEvents += events;
    this.inFlightEvents += events;
  }

  append(events: number): void {
    this.appendedEvents += events;
    this.inFlightEvents -= events;
  }

  reject(code: string): void {
    this.rejectedEvents.set(code, (this.rejectedEvents.get(code) ?? 0) + 1);
    this.inFlightEvents -= 1;
  }

  refuse(reason: string, events: number): void {
    this.refusedEvents.set(reason, (this.refusedEvents.get(reason) ?? 0) + events);
    this.inFlightEvents -= events;
  }

  /** Beside the accounts: what a sender dropped never arrived. Told again after a lost answer, it counts again. */
  noteDropped({ site, dropped = 0 }: Pick<EventBatch, 'site' | 'dropped'>): void {
    if (dropped > 0) this.droppedBySenders.inc({ site }, dropped);
  }

  private count(registers: MetricsRegistry[], name: string, help: string, value: () => number): void {
    new Counter({
      name: `freshet_collector_events_${name}_total`,
      help,
      registers,
      // A counter can't be set, and its own inc() elsewhere could fall between two reads of a scrape.
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  }

  private countBy(
    registers: MetricsRegistry[],
    name: string,
    label: string,
    help: string,
    values: ReadonlyMap<string, number>,
  ): void {
    new Counter({
      name: `freshet_collector_events_${name}_total`,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset();
        for (const [key, value] of values) this.inc({ [label]: key }, value);
      },
    });
  }
}
