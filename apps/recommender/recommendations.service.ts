import type { Slate, SlateRecord } from '#libs/contracts';
import type { AnswerPlan } from '#libs/experiments';
import type { SiteRegistry } from '#libs/runtime';
import { eventsOf } from '#libs/session';
import { randomUUID } from 'node:crypto';
import { admitReader } from './admit-reader.js';
import type { RawQuery } from './query-reader.js';
import { parseRecommendationsQuery, type RecommendationsQuery } from './recommendations-query.js';
import type { RecommenderMetrics } from './recommender.metrics.js';
import type { SessionReader, SessionReading } from './session-reader.js';
import type { PlannedSlate, SlateChooser } from './slate-chooser.js';
import type { SlateRecorder } from './slate-recorder.js';

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
    private readonly slates: SlateChooser,
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
    const plan = this.slates.planFor(query);
    const reading = await this.sessions.read(query);
    const deadline = askedAt + query.waitMs + this.options.budgetMs;
    const hasTime = (): boolean => performance.now() < deadline;
    const id = randomUUID();
    const chosen = this.slates.choose({ query, plan, vector: reading.vector, slate: id, hasTime });
    const slate = slateOf(id, { query, plan, reading, chosen });
    this.recorder.record(slateRecordOf(slate, query, chosen));
    this.metrics.answered(slate.strategy, slate.degraded, (performance.now() - askedAt) / 1000);
    return slate;
  }
}

interface Answered {
  readonly query: RecommendationsQuery;
  readonly plan: AnswerPlan;
  readonly reading: SessionReading;
  readonly chosen: PlannedSlate;
}

/** Optional properties are added where they are: spreading what may not be there calls into the runtime (docs/decisions/hot-read-path.md). */
function slateOf(id: string, { query, plan, reading, chosen }: Answered): Slate {
  const { vector, included, storeFailed } = reading;
  const sessionEvents = vector ? eventsOf(vector) : 0;
  const slate: Writable<Slate> = {
    site: query.site,
    session: query.session,
    slate: id,
    strategy: chosen.strategy,
    items: chosen.items,
    experiments: plan.names,
    experimentsRevision: plan.revision,
    tables: chosen.tables,
    sessionEvents,
    asOf: vector && sessionEvents > 0 ? new Date(vector.receivedAtMs).toISOString() : null,
    degraded: storeFailed ? [...chosen.degraded, 'state'] : chosen.degraded,
  };
  if (plan.forced !== null) slate.forced = plan.forced;
  if (query.after !== undefined) slate.after = { id: query.after, included: included ?? false };
  return slate;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function slateRecordOf(
  slate: Slate,
  { visitor, isTest }: RecommendationsQuery,
  { teams }: PlannedSlate,
): SlateRecord {
  const record: SlateRecord = {
    type: 'slate',
    id: slate.slate,
    site: slate.site,
    session: slate.session,
    receivedAt: Date.now(),
    strategy: slate.strategy,
    items: slate.items.map(({ item }) => item),
    tables: slate.tables,
    experiments: slate.experiments,
    experimentsRevision: slate.experimentsRevision,
    degraded: slate.degraded,
  };
  if (visitor !== undefined) record.visitor = visitor;
  if (teams) record.teams = teams;
  if (slate.forced !== undefined) record.forced = slate.forced;
  if (isTest) record.test = true;
  return record;
}
