import { RankingMetrics, type RankingScores } from '#libs/blending';
import type { ImportedEvent } from '#libs/event-history';
import { randomBytes } from 'node:crypto';
import type { RecordedSession } from '../../../apps/co-watch/index.js';
import { Pace } from './pace.js';
import { replaySession, type ReplayedCase } from './replay-session.js';
import { ServiceClient, type ServiceUrls } from './service-client.js';

export interface ReplayOptions extends ServiceUrls {
  readonly site: string;
  /** Events posted a second over all sessions; 0: as fast as the service answers. */
  readonly eventsPerSecond: number;
  /** Sessions walked at a time. */
  readonly concurrency: number;
  readonly onProgress: (sessionsDone: number) => void;
}

export interface ReplayReport extends RankingScores {
  readonly sessions: number;
  /** Answers that went without something. */
  readonly degraded: number;
  /** From the client's POST to the first answer that includes the event, milliseconds; 0 without cases. */
  readonly freshnessMsP50: number;
  readonly freshnessMsP99: number;
  readonly seconds: number;
}

/** Walks recorded sessions through a running service, several at a time, each in order. */
export async function replaySessions(
  sessions: readonly RecordedSession<ImportedEvent>[],
  options: ReplayOptions,
): Promise<ReplayReport> {
  const client = new ServiceClient(options);
  const metrics = new RankingMetrics();
  const pace = new Pace(options.eventsPerSecond);
  const prefix = randomBytes(4).toString('hex');
  const run = { site: options.site, prefix, now: Date.now, turn: () => pace.turn(), metrics };
  const startedAt = performance.now();
  const cases: ReplayedCase[] = [];
  const queue = sessions.values();
  let done = 0;
  // The walkers share one iterator, so each session is walked by one of them.
  const walk = async (): Promise<void> => {
    for (const session of queue) {
      cases.push(...(await replaySession(client, session, run)));
      options.onProgress((done += 1));
    }
  };
  try {
    await Promise.all(Array.from({ length: options.concurrency }, walk));
  } finally {
    client.close();
  }
  return reportOf(cases, metrics, done, (performance.now() - startedAt) / 1000);
}

function reportOf(
  cases: readonly ReplayedCase[],
  metrics: RankingMetrics,
  sessions: number,
  seconds: number,
): ReplayReport {
  const freshness = cases.map(({ freshnessMs }) => freshnessMs).sort((a, b) => a - b);
  const at = (share: number): number => freshness[Math.floor((freshness.length - 1) * share)] ?? 0;
  return {
    ...metrics.scores(),
    sessions,
    degraded: cases.filter(({ degraded }) => degraded).length,
    freshnessMsP50: at(0.5),
    freshnessMsP99: at(0.99),
    seconds,
  };
}
