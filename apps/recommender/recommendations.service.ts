import { chooseSlate, type ChosenSlate } from '#libs/blending';
import type { Slate, SlateRecord } from '#libs/contracts';
import type { SiteRegistry } from '#libs/runtime';
import { eventsOf } from '#libs/session';
import { randomUUID } from 'node:crypto';
import { admitReader } from './admit-reader.js';
import type { RawQuery } from './query-reader.js';
import { parseRecommendationsQuery, type RecommendationsQuery } from './recommendations-query.js';
import type { RecommenderMetrics } from './recommender.metrics.js';
import type { ServedTables, ServingTables } from './serving-tables.js';
import type { SessionReader, SessionReading } from './session-reader.js';
import { siteRulesOf } from './site-rules.js';
import type { SlateRecorder } from './slate-recorder.js';

/** Names the experiments' file that applied: the digest of an empty one. */
const NO_EXPERIMENTS_REVISION = 'e3b0';

export interface RecommendationsOptions {
  readonly defaultSite: string;
  /** Time an answer may take beside the wait that was asked for, milliseconds. */
  readonly budgetMs: number;
}

/** Answers `GET /recommendations`: the session's vector blended with the site's tables, or the next rung that can speak. */
export class RecommendationsService {
  constructor(
    private readonly sites: SiteRegistry,
    private readonly sessions: SessionReader,
    private readonly tables: ServingTables,
    private readonly recorder: SlateRecorder,
    private readonly metrics: RecommenderMetrics,
    private readonly options: RecommendationsOptions,
  ) {}

  /**
   * @param origin of the page that asks; undefined for a server.
   * @throws FreshetError FRESHET_QUERY_INVALID, FRESHET_SITE_UNKNOWN, FRESHET_ORIGIN_REFUSED; a part that is down is no error.
   */
  async recommend(raw: RawQuery, origin?: string): Promise<Slate> {
    const askedAt = performance.now();
    const query = parseRecommendationsQuery(raw, this.options.defaultSite);
    admitReader(this.sites, query.site, origin);
    const reading = await this.sessions.read(query);
    const served = this.tables.of(query.site);
    const chosen = this.choose(query, reading, served, askedAt);
    const slate = slateOf(query, reading, served, this.degradedBy(query.site, reading, chosen), chosen);
    this.recorder.record(slateRecordOf(slate, query.visitor));
    this.metrics.answered(slate.strategy, slate.degraded, (performance.now() - askedAt) / 1000);
    return slate;
  }

  private choose(
    query: RecommendationsQuery,
    { vector }: SessionReading,
    served: ServedTables | undefined,
    askedAt: number,
  ): ChosenSlate {
    const deadline = askedAt + query.waitMs + this.options.budgetMs;
    return chooseSlate(served?.blender ?? null, {
      ...siteRulesOf(this.sites.settingsOf(query.site), query.exclude),
      session: vector?.interactions ?? [],
      viewing: query.viewing,
      limit: query.limit,
      hasTime: () => performance.now() < deadline,
    });
  }

  private degradedBy(site: string, reading: SessionReading, chosen: ChosenSlate): string[] {
    const skipped = [...chosen.degraded];
    if (reading.storeFailed) skipped.push('state');
    if (this.tables.isFaulty(site)) skipped.push('tables');
    return skipped;
  }
}

function slateOf(
  query: RecommendationsQuery,
  { vector, included }: SessionReading,
  served: ServedTables | undefined,
  degraded: readonly string[],
  { strategy, items }: ChosenSlate,
): Slate {
  const sessionEvents = vector ? eventsOf(vector) : 0;
  return {
    site: query.site,
    session: query.session,
    slate: randomUUID(),
    strategy,
    items,
    experiments: {},
    experimentsRevision: NO_EXPERIMENTS_REVISION,
    tables: served?.version ?? null,
    sessionEvents,
    asOf: vector && sessionEvents > 0 ? new Date(vector.receivedAtMs).toISOString() : null,
    ...(query.after !== undefined && { after: { id: query.after, included: included ?? false } }),
    degraded,
  };
}

function slateRecordOf(slate: Slate, visitor: string | undefined): SlateRecord {
  return {
    type: 'slate',
    id: slate.slate,
    site: slate.site,
    session: slate.session,
    ...(visitor !== undefined && { visitor }),
    receivedAt: Date.now(),
    strategy: slate.strategy,
    items: slate.items.map(({ item }) => item),
    tables: slate.tables,
    experiments: { ...slate.experiments },
    experimentsRevision: slate.experimentsRevision,
    degraded: [...slate.degraded],
  };
}
