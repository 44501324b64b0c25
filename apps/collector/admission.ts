import { Inject, Injectable } from '@nestjs/common';
import { FreshetError, type EventBatch } from '#libs/contracts';
import { CONFIGURATION, refuseForeignOrigin, SiteRegistry, type Configuration } from '#libs/runtime';
import { EventLedger } from './event-ledger.js';
import { RateLimits } from './rate-limits.js';

/** Who sends, as far as a request tells. */
export interface Sender {
  /** Of the peer, or of whom a trusted proxy names. */
  readonly address: string;
  /** Of the page; undefined for what is no page. */
  readonly origin: string | undefined;
}

/** Decides whether a batch may come in at all, before anyone spends time on its events. */
@Injectable()
export class Admission {
  constructor(
    private readonly sites: SiteRegistry,
    private readonly limits: RateLimits,
    private readonly ledger: EventLedger,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /**
   * The batch's events are in flight already when this is asked.
   * @throws FreshetError FRESHET_SITE_UNKNOWN, FRESHET_ORIGIN_REFUSED, FRESHET_OVERLOADED, FRESHET_RATE_LIMITED
   */
  admit({ site, events }: EventBatch, { address, origin }: Sender): void {
    this.requireSite(site);
    refuseForeignOrigin(this.sites, site, origin);
    // Before the limits: what is turned away because of us costs the sender nothing.
    if (this.ledger.inFlight > this.configuration.collector.inFlightEventsMax) throw overloaded();
    this.limits.take(site, address, events.length);
  }

  /** @throws FreshetError FRESHET_SITE_UNKNOWN */
  requireSite(site: string): void {
    if (this.sites.has(site)) return;
    throw new FreshetError(
      'FRESHET_SITE_UNKNOWN',
      `There is no site ${site}. Add it to config/freshet.yaml, or import something for it.`,
    );
  }
}

function overloaded(): FreshetError {
  return new FreshetError(
    'FRESHET_OVERLOADED',
    'Too many events wait for the log. Send the same batch again in 1 s.',
    {
      retryable: true,
      retryAfterSeconds: 1,
    },
  );
}
