import { foldBlend, FIXED_BLEND, interactionShares } from '#libs/blending';
import {
  FreshetError,
  isId,
  isSite,
  type SessionAnswer,
  type SessionInteraction,
  type SessionRef,
} from '#libs/contracts';
import { SiteRegistry } from '#libs/runtime';
import { eventsOf, type SessionVector } from '#libs/session';
import { Injectable } from '@nestjs/common';
import { admitReader } from './admit-reader.js';
import { ID_RULE, QueryReader, SITE_RULE, type RawQuery } from './query-reader.js';
import { ServingTables } from './serving-tables.js';
import { SessionReader } from './session-reader.js';

/** What scores a session on a site without tables, had it any. */
const BLEND_WITHOUT_TABLES = foldBlend(FIXED_BLEND);
const RETRY_AFTER_SECONDS = 1;

/** Answers `GET /sessions/{session}`: what the service knows of a session, to whoever has its id. */
@Injectable()
export class SessionAnswersService {
  constructor(
    private readonly sites: SiteRegistry,
    private readonly sessions: SessionReader,
    private readonly tables: ServingTables,
  ) {}

  /**
   * @param asked the query's parameters, and `session` from the path.
   * @param origin of the page that asks; undefined for a server.
   * @throws FreshetError FRESHET_QUERY_INVALID, FRESHET_SITE_UNKNOWN, FRESHET_ORIGIN_REFUSED, and FRESHET_STORE_UNAVAILABLE, since
   * here nothing can stand in for the store.
   */
  async answer(asked: RawQuery, defaultSite: string, origin?: string): Promise<SessionAnswer> {
    const ref = refIn(asked, defaultSite);
    admitReader(this.sites, ref.site, origin);
    const { vector, storeFailed } = await this.sessions.read({ ...ref, after: undefined, waitMs: 0 });
    if (storeFailed) throw storeAway();
    const { site, session } = ref;
    // A deleted session is a vector that counts nothing.
    if (vector === undefined || eventsOf(vector) === 0) {
      return { site, session, events: 0, startedAt: null, asOf: null, interactions: [] };
    }
    return {
      site,
      session,
      events: eventsOf(vector),
      startedAt: isoOf(vector.startedAtSeconds * 1000),
      asOf: isoOf(vector.receivedAtMs),
      interactions: this.interactionsOf(site, vector),
    };
  }

  private interactionsOf(site: string, { interactions }: SessionVector): SessionInteraction[] {
    const blender = this.tables.of(site)?.blender;
    const shares =
      blender?.interactionShares(interactions) ?? interactionShares(interactions, BLEND_WITHOUT_TABLES);
    return interactions.map(({ item, type, progress, atSeconds }, at) => ({
      item,
      type,
      progress,
      at: isoOf(atSeconds * 1000),
      weight: shares[at] ?? 0,
    }));
  }
}

function refIn(asked: RawQuery, defaultSite: string): SessionRef {
  const reader = new QueryReader(asked);
  const ref = {
    site: reader.text('site', isSite, SITE_RULE) ?? defaultSite,
    session: reader.required('session', isId, ID_RULE),
  };
  reader.end();
  return ref;
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

function storeAway(): FreshetError {
  return new FreshetError(
    'FRESHET_STORE_UNAVAILABLE',
    `The session store does not answer, and nothing else knows the session. Ask again in ${RETRY_AFTER_SECONDS} s.`,
    { retryable: true, retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}
