import { EVENT_LOG, type EventLog } from '#libs/event-log';
import type { Experiment } from '#libs/experiments';
import { CONFIGURATION, HealthIndicators, SiteRegistry, type Configuration } from '#libs/runtime';
import { SESSION_STORE, type SessionStore } from '#libs/session-store';
import { Logger, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { experimentsFile } from './experiments-file.js';
import { ExperimentsInService } from './experiments-in-service.js';
import { FaultNotice } from './fault-notice.js';
import { PinnedTables, type Pin } from './pinned-tables.js';
import { publishedTables } from './published-tables.js';
import { RecommendationsController } from './recommendations.controller.js';
import { RecommendationsService } from './recommendations.service.js';
import { RecommenderMetrics } from './recommender.metrics.js';
import { ServingTables } from './serving-tables.js';
import { SessionAnswersController } from './session-answers.controller.js';
import { SessionAnswersService } from './session-answers.service.js';
import { SessionReader } from './session-reader.js';
import { SlateChooser } from './slate-chooser.js';
import { SlateRecorder } from './slate-recorder.js';

const logger = new Logger('Recommender');

/** A change is in service after two looks, well within the second that is promised; a look takes some 0.1 ms, off this thread. */
const EXPERIMENTS_POLL_MS = 100;

function servingTables(
  metrics: RecommenderMetrics,
  { environment, recommender }: Configuration,
): ServingTables {
  return new ServingTables(publishedTables(environment.dataFolder), recommender.tablesPollMs, {
    swapped: (site, version, loadedMs) => {
      metrics.swapped(site);
      logger.log(`Serving ${site} from tables ${version}`, { site, version, loadedMs: Math.round(loadedMs) });
    },
    failed: (site, reason) =>
      logger.error(`Tables of ${site} can't be served, the ones before go on: ${reason}`, { site }),
  });
}

function pinnedTables({ environment }: Configuration): PinnedTables {
  return new PinnedTables(publishedTables(environment.dataFolder), ({ site, version }, reason) =>
    logger.error(`Tables ${version} of ${site}, which an experiment names, can't be served: ${reason}`),
  );
}

function experimentsInService(
  metrics: RecommenderMetrics,
  pinned: PinnedTables,
  { environment }: Configuration,
): ExperimentsInService {
  return new ExperimentsInService(experimentsFile(environment.experimentsFile), EXPERIMENTS_POLL_MS, {
    prepare: ({ experiments }) => pinned.want(pinsOf(experiments)),
    changed: ({ revision, experiments }) => {
      metrics.experimentsChanged();
      const running = experiments.filter(({ status }) => status === 'running').length;
      logger.log(`Experiments of revision ${revision}: ${running} running of ${experiments.length}`);
    },
    refused: (complaint, problems) => {
      metrics.experimentsRefused(problems);
      logger.error(`The experiments file is not used: ${complaint}`);
    },
  });
}

function pinsOf(experiments: readonly Experiment[]): Pin[] {
  return experiments.flatMap(({ site, variations }) =>
    variations.flatMap(({ override }) =>
      override?.tables === undefined ? [] : [{ site, version: override.tables }],
    ),
  );
}

function sessionReader(store: SessionStore): SessionReader {
  const notice = new FaultNotice('The session store does not answer; the next rung does', logger);
  return new SessionReader(store, (fault) => notice.report(fault));
}

function slateRecorder(log: EventLog, metrics: RecommenderMetrics): SlateRecorder {
  const notice = new FaultNotice('Slate records are dropped, because the log does not take them', logger);
  return new SlateRecorder(log, {
    lingerMs: 100,
    batchRecordsMax: 200,
    pendingMax: 100_000,
    deadlineMs: 5000,
    dropped: (records, cause) => {
      metrics.dropped(records);
      notice.report(cause);
    },
  });
}

function recommendations(
  sites: SiteRegistry,
  sessions: SessionReader,
  slates: SlateChooser,
  recorder: SlateRecorder,
  metrics: RecommenderMetrics,
  { environment, recommender }: Configuration,
): RecommendationsService {
  const options = { defaultSite: environment.defaultSite, budgetMs: recommender.budgetMs };
  return new RecommendationsService(sites, sessions, slates, recorder, metrics, options);
}

/** `GET /recommendations` and `GET /sessions/{session}`. The composing root provides RuntimeModule and, globally, EVENT_LOG and SESSION_STORE. */
@Module({
  controllers: [RecommendationsController, SessionAnswersController],
  providers: [
    RecommenderMetrics,
    SessionAnswersService,
    { provide: ServingTables, useFactory: servingTables, inject: [RecommenderMetrics, CONFIGURATION] },
    { provide: SessionReader, useFactory: sessionReader, inject: [SESSION_STORE] },
    { provide: SlateRecorder, useFactory: slateRecorder, inject: [EVENT_LOG, RecommenderMetrics] },
    { provide: PinnedTables, useFactory: pinnedTables, inject: [CONFIGURATION] },
    {
      provide: ExperimentsInService,
      useFactory: experimentsInService,
      inject: [RecommenderMetrics, PinnedTables, CONFIGURATION],
    },
    {
      provide: SlateChooser,
      useFactory: (...parts: ConstructorParameters<typeof SlateChooser>) => new SlateChooser(...parts),
      inject: [SiteRegistry, ServingTables, PinnedTables, ExperimentsInService],
    },
    {
      provide: RecommendationsService,
      useFactory: recommendations,
      inject: [SiteRegistry, SessionReader, SlateChooser, SlateRecorder, RecommenderMetrics, CONFIGURATION],
    },
  ],
})
export class RecommenderModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly tables: ServingTables,
    private readonly pinned: PinnedTables,
    private readonly experiments: ExperimentsInService,
    private readonly recorder: SlateRecorder,
    health: HealthIndicators,
  ) {
    // A file with mistakes is told of, and takes nobody out of service: answers go on by the one from before.
    health.register('experiments', () => ({
      healthy: true,
      ...(experiments.complaint !== null && { reason: experiments.complaint }),
    }));
  }

  async onModuleInit(): Promise<void> {
    await Promise.all([this.tables.start(), this.experiments.start()]);
  }

  /** After the server: what was answered last is recorded too. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.tables.stop(), this.experiments.stop(), this.pinned.stop()]);
    await this.recorder.close();
  }
}
