import { chooseSlate, type ChosenSlate } from '#libs/blending';
import { FreshetError, type SlateItem } from '#libs/contracts';
import { coinOf, teamDraft, type AnswerPlan, type Override, type Rivals, type Team } from '#libs/experiments';
import type { SiteRegistry } from '#libs/runtime';
import type { SessionVector } from '#libs/session';
import type { ExperimentsInService } from './experiments-in-service.js';
import { OverriddenBlenders } from './overridden-blenders.js';
import type { PinnedTables } from './pinned-tables.js';
import type { RecommendationsQuery } from './recommendations-query.js';
import type { ServedTables, ServingTables } from './serving-tables.js';
import { siteRulesOf } from './site-rules.js';

export interface SlateQuestion {
  readonly query: RecommendationsQuery;
  readonly plan: AnswerPlan;
  readonly vector: SessionVector | undefined;
  /** Id of the answer: what the coin of an interleaved slate is seeded with. */
  readonly slate: string;
  /** Whether the answer's budget allows another step. */
  readonly hasTime: () => boolean;
}

export interface PlannedSlate extends ChosenSlate {
  /** Version of the tables, null when none served. */
  readonly tables: string | null;
  /** Which ranking put each item there; null where one ranking made the slate. */
  readonly teams: readonly (Team | null)[] | null;
}

/** Chooses slates by the site's tables and rules, and by what experiments change of them. */
export class SlateChooser {
  private readonly overridden = new OverriddenBlenders();

  constructor(
    private readonly sites: SiteRegistry,
    private readonly tables: ServingTables,
    private readonly pinned: PinnedTables,
    private readonly experiments: ExperimentsInService,
  ) {}

  /** @throws FreshetError FRESHET_QUERY_INVALID where `force` names what there is not. */
  planFor({ site, session, visitor, force }: RecommendationsQuery): AnswerPlan {
    const plans = this.experiments.current;
    if (force && !plans.canForce(site, force)) {
      const message = `force names no variation: ${site} has no experiment ${force.experiment} with a variation ${force.variation}.`;
      throw new FreshetError('FRESHET_QUERY_INVALID', message, {
        details: [{ parameter: 'force', message }],
      });
    }
    return plans.planFor(site, { session, visitor }, force);
  }

  choose(question: SlateQuestion): PlannedSlate {
    const { override, rivals } = question.plan;
    const chosen = rivals ? this.interleave(question, rivals) : this.rank(question, override);
    if (!this.tables.isFaulty(question.query.site)) return chosen;
    return { ...chosen, degraded: [...new Set([...chosen.degraded, 'tables'])] };
  }

  private rank({ query, vector, hasTime }: SlateQuestion, override: Override): PlannedSlate {
    const { served, isPinMissing } = this.tablesFor(query.site, override.tables);
    const { fixed, filters } = siteRulesOf(
      this.sites.settingsOf(query.site),
      query.exclude,
      override.filters,
    );
    const blender = served ? this.overridden.of(served.blender, override) : null;
    const { strategy, items, degraded } = chooseSlate(blender, {
      fixed,
      filters,
      session: vector?.interactions ?? [],
      viewing: query.viewing,
      limit: override.limit ?? query.limit,
      startAt: override.strategy,
      hasTime,
    });
    return {
      strategy,
      items,
      degraded: isPinMissing ? [...degraded, 'tables'] : degraded,
      tables: served?.version ?? null,
      teams: null,
    };
  }

  private tablesFor(
    site: string,
    version: string | undefined,
  ): { served: ServedTables | undefined; isPinMissing: boolean } {
    const served = this.tables.of(site);
    if (version === undefined || version === served?.version) return { served, isPinMissing: false };
    const pinned = this.pinned.of(site, version);
    return { served: pinned ?? served, isPinMissing: pinned === undefined };
  }

  /** Both rankings are as filtered as they would be alone, so the slate is too. The first one says what the slate is called. */
  private interleave(question: SlateQuestion, { overrides, names }: Rivals): PlannedSlate {
    const first = this.rank(question, overrides[0]);
    const second = this.rank(question, overrides[1]);
    const limit = overrides[0].limit ?? question.query.limit;
    const drafted = teamDraft<SlateItem>([first.items, second.items], {
      limit,
      coin: coinOf(question.slate),
    });
    return {
      ...first,
      items: drafted.map(({ item, team }) => (team === null ? item : { ...item, team: names[team] })),
      teams: drafted.map(({ team }) => team),
      degraded: [...new Set([...first.degraded, ...second.degraded])],
    };
  }
}
