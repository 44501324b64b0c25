import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { encodeRecord, FreshetError, isId, isSite, logKeyOf, type TombstoneRecord } from '#libs/contracts';
import { CONFIGURATION, type Configuration } from '#libs/runtime';
import { Admission } from './admission.js';
import { LogAppender } from './log-appender.js';
import { RateLimits } from './rate-limits.js';

export interface SessionDeletion {
  readonly session: string;
  /** As the query has it: missing, a text, or several of them. */
  readonly site: unknown;
  readonly address: string;
}

/** Forgets sessions by putting a tombstone on the log, where a replay meets it too. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly admission: Admission,
    private readonly limits: RateLimits,
    private readonly appender: LogAppender,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** @throws FreshetError FRESHET_QUERY_INVALID, FRESHET_SITE_UNKNOWN, FRESHET_RATE_LIMITED, or what the log throws. */
  async forget({ session, site: given, address }: SessionDeletion): Promise<void> {
    const site = given ?? this.configuration.environment.defaultSite;
    if (!isId(session) || !isSite(site)) throw invalid(session, site);
    this.admission.requireSite(site);
    this.limits.take(site, address, 1);
    const tombstone: TombstoneRecord = {
      type: 'session-deleted',
      site,
      session,
      id: randomUUID(),
      receivedAt: Date.now(),
    };
    await this.appender.append('events', [{ key: logKeyOf(tombstone), value: encodeRecord(tombstone) }]);
  }
}

function invalid(session: unknown, site: unknown): FreshetError {
  const details = [
    ...(isId(session)
      ? []
      : [{ parameter: 'session', message: 'session must be 8 to 64 of A-Z a-z 0-9 _ -' }]),
    ...(isSite(site)
      ? []
      : [
          {
            parameter: 'site',
            message: 'site must be given once, 1 to 32 of a-z 0-9 -, not starting with -',
          },
        ]),
  ];
  return new FreshetError('FRESHET_QUERY_INVALID', `${details.map(({ message }) => message).join('; ')}.`, {
    details,
  });
}
