import { Inject, Injectable } from '@nestjs/common';
import ipaddr from 'ipaddr.js';
import { FreshetError, LIMITS } from '#libs/contracts';
import { CONFIGURATION, type Configuration } from '#libs/runtime';
import { TokenBuckets } from './token-buckets.js';

/** Addresses that are remembered, about 10 MB of them. */
const ADDRESSES_MAX = 50_000;
/** Only sites that exist get here, so this is no bound that anyone meets. */
const SITES_MAX = 100_000;
/** The half of an IPv6 address that names a network; the rest a sender chooses as it likes. */
const IPV6_NETWORK_PARTS = 4;

/** How many events may come a second, from one address and for one site. */
@Injectable()
export class RateLimits {
  private readonly addresses: TokenBuckets;
  private readonly sites: TokenBuckets;

  constructor(@Inject(CONFIGURATION) { collector }: Configuration) {
    const { addressEventsPerSecond, siteEventsPerSecond, burstSeconds } = collector.limits;
    // A bucket smaller than a batch would refuse that batch for ever.
    const sizeOf = (perSecond: number): number => Math.max(perSecond * burstSeconds, LIMITS.batchEventsMax);
    this.addresses = new TokenBuckets(addressEventsPerSecond, sizeOf(addressEventsPerSecond), ADDRESSES_MAX);
    this.sites = new TokenBuckets(siteEventsPerSecond, sizeOf(siteEventsPerSecond), SITES_MAX);
  }

  /**
   * Takes events off both limits, or off none.
   * @param nowMs by a clock that only goes forward.
   * @throws FreshetError FRESHET_RATE_LIMITED with the seconds after which the same batch would pass.
   */
  take(site: string, address: string, events: number, nowMs = performance.now()): void {
    const key = addressKeyOf(address);
    const addressWait = this.addresses.waitSeconds(key, events, nowMs);
    const siteWait = this.sites.waitSeconds(site, events, nowMs);
    if (addressWait > 0 || siteWait > 0) throw limited(addressWait, siteWait, site);
    this.addresses.take(key, events, nowMs);
    this.sites.take(site, events, nowMs);
  }
}

/** @returns what stands for a sender: an IPv4 address, or the /64 of an IPv6 one. */
export function addressKeyOf(address: string): string {
  if (!address.includes(':') || !ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const network = parsed.parts.slice(0, IPV6_NETWORK_PARTS).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}

function limited(addressWait: number, siteWait: number, site: string): FreshetError {
  const whose = addressWait >= siteWait ? 'your address' : `the site ${site}`;
  const retryAfterSeconds = Math.max(1, Math.ceil(Math.max(addressWait, siteWait)));
  return new FreshetError(
    'FRESHET_RATE_LIMITED',
    `Too many events for ${whose}. Send the same batch again in ${retryAfterSeconds} s.`,
    { retryable: true, retryAfterSeconds },
  );
}
