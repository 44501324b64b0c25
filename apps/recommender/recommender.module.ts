import { EVENT_LOG, type EventLog } from '#libs/event-log';
import { CONFIGURATION, SiteRegistry, type Configuration } from '#libs/runtime';
import { SESSION_STORE, type SessionStore } from '#libs/session-store';
import { Logger, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { FaultNotice } from './fault-notice.js';
import { publishedTables } from './published-tables.js';
import { RecommendationsController } from './recommendations.controller.js';
import { RecommendationsService } from './recommendations.service.js';
import { RecommenderMetrics } from './recommender.metrics.js';
import { ServingTables } from './serving-tables.js';
import { SessionAnswersController } from './session-answers.controller.js';
import { SessionAnswersService } from './session-answers.service.js';
import { SessionReader } from './session-reader.js';
import { SlateRecorder } from './slate-recorder.js';

const logger = new Logger('Recommender');

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

function sessionReader(store: SessionStore): SessionReader {
  const notice = new FaultNotice('The session store does not answer; the next rung does', logger);
  return new SessionReader(store, (fault) => notice.report(fault));
}

function slateRecorder(log: EventLog, metrics: RecommenderMetrics): SlateRecorder {
  const notice = new FaultNotice('Slate records are dropped, because the log does not take them', logger);
  return new SlateRecorder(log, {
    lingerMs: 10,
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
  tables: ServingTables,
  recorder: SlateRecorder,
  metrics: RecommenderMetrics,
  { environment, recommender }: Configuration,
): RecommendationsService {
  const options = { defaultSite: environment.defaultSite, budgetMs: recommender.budgetMs };
  return new RecommendationsService(sites, sessions, tables, recorder, metrics, options);
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
    {
      provide: RecommendationsService,
      useFactory: recommendations,
      inject: [SiteRegistry, SessionReader, ServingTables, SlateRecorder, RecommenderMetrics, CONFIGURATION],
    },
  ],
})
export class RecommenderModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly tables: ServingTables,
    private readonly recorder: SlateRecorder,
  ) {}

  onModuleInit(): Promise<void> {
    return this.tables.start();
  }

  /** After the server: what was answered last is recorded too. */
  async onApplicationShutdown(): Promise<void> {
    await this.tables.stop();
    await this.recorder.close();
  }
}
