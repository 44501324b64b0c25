import type { Command } from 'commander';
import { percent, printResult, rows } from '../output.js';
import { progressOf } from '../progress.js';
import type { ReplayReport } from '../replay/replay-sessions.js';
import { siteName, wholeNumber } from './option-values.js';

interface ReplayArguments {
  readonly url: string;
  readonly readUrl?: string;
  readonly site: string;
  readonly limitSessions?: number;
  readonly rate: number;
  readonly concurrency: number;
  readonly json?: true;
}

export function addReplay(program: Command): void {
  program
    .command('replay')
    .description('walks recorded sessions through a running service, asking after each event')
    .argument('<file>', 'CSV, JSONL or Parquet, gzipped or not; columns as for import')
    .requiredOption('--url <url>', 'where events are posted, such as http://localhost:3000')
    .option('--read-url <url>', 'where recommendations are asked, if elsewhere')
    .requiredOption('--site <site>', 'site the sessions are of', siteName)
    .option(
      '--limit-sessions <n>',
      'take the first n sessions by start, then id',
      wholeNumber(1, 999_999_999),
    )
    .option('--rate <n>', 'events a second; 0 as fast as the service answers', wholeNumber(0, 1_000_000), 200)
    .option('--concurrency <n>', 'sessions walked at a time', wholeNumber(1, 1000), 32)
    .option('--json', 'the result as one JSON object on the last line of stdout')
    .action(runReplay);
}

async function runReplay(file: string, args: ReplayArguments): Promise<void> {
  const { readEventFile } = await import('#libs/event-history');
  const { recordedSessions } = await import('../../../apps/co-watch/index.js');
  const { replaySessions } = await import('../replay/replay-sessions.js');
  const sessions = await recordedSessions(readEventFile(file), args.limitSessions);
  const progress = progressOf('replaying', 'sessions');
  try {
    const report = await replaySessions(sessions, {
      url: args.url,
      readUrl: args.readUrl ?? args.url,
      site: args.site,
      eventsPerSecond: args.rate,
      concurrency: args.concurrency,
      onProgress: (done) => progress.update(done, sessions.length),
    });
    progress.stop();
    printResult(report, args.json === true, describe(report));
  } finally {
    progress.stop();
  }
}

function describe(report: ReplayReport): string[] {
  return rows({
    'HR@20': percent(report.hr20),
    'MRR@20': percent(report.mrr20),
    cases: report.cases,
    sessions: report.sessions,
    'degraded answers': report.degraded,
    'event to answer, p50': `${report.freshnessMsP50.toFixed(1)} ms`,
    'event to answer, p99': `${report.freshnessMsP99.toFixed(1)} ms`,
    seconds: report.seconds.toFixed(1),
  });
}
