import { Logger } from '@nestjs/common';
import { messageOf } from '#libs/contracts';
import { openDuckDb, type DuckDb } from '#libs/duckdb';
import {
  HISTORY_KINDS,
  compactDay,
  historyDays,
  historySites,
  removeDaysBefore,
  removeDeletedSessions,
  removeUnfinished,
  type HistoryDay,
} from '#libs/event-history';
import type { ArchiverMetrics } from './archiver.metrics.js';

export interface HistoryUpkeepOptions {
  readonly dataFolder: string;
  readonly retentionDays: number;
  readonly memoryLimit: string;
  readonly metrics: ArchiverMetrics;
}

const DAY_MS = 86_400_000;
/** Shortest time between two searches of a site for rows of deleted sessions: each reads all of its sessions. */
const FORGET_EVERY_MS = 60_000;

type Task = () => Promise<void>;

/**
 * Keeps the history in order beside the writing, one task after another: merges files, removes rows of deleted sessions, and
 * once a day what is older than the site wants. A task that fails is reported and comes again the next day at the latest.
 */
export class HistoryUpkeep {
  private readonly logger = new Logger(HistoryUpkeep.name);
  /** By what they do, so that asking twice does it once. */
  private readonly tasks = new Map<string, Task>();
  private readonly forgottenAtMs = new Map<string, number>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private running: Promise<void> | undefined;
  private db: DuckDb | undefined;
  private readonly stopping = new AbortController();

  constructor(private readonly options: HistoryUpkeepOptions) {}

  start(): void {
    this.request('daily', () => this.daily());
    const timer = setInterval(() => this.request('daily', () => this.daily()), DAY_MS);
    timer.unref();
    this.timers.add(timer);
  }

  /** A file was added to a day. */
  added(day: HistoryDay): void {
    this.request(`compact ${day.site}/${day.kind}/${day.day}`, () => this.compact(day));
  }

  /** A session of the site was deleted. */
  deleted(site: string): void {
    const waitMs = (this.forgottenAtMs.get(site) ?? -Infinity) + FORGET_EVERY_MS - performance.now();
    const request = (): void => this.request(`forget ${site}`, () => this.forget(site));
    if (waitMs <= 0) {
      request();
      return;
    }
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      request();
    }, waitMs);
    timer.unref();
    this.timers.add(timer);
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    while (this.running !== undefined) await this.running;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    for (const timer of this.timers) clearTimeout(timer);
    this.tasks.clear();
    await this.db?.close();
    await this.idle();
  }

  private request(name: string, task: Task): void {
    if (this.stopping.signal.aborted) return;
    this.tasks.set(name, task);
    this.running ??= this.work().finally(() => (this.running = undefined));
  }

  private async work(): Promise<void> {
    for (;;) {
      // Stopping empties the list.
      const next = this.tasks.entries().next().value;
      if (next === undefined) return;
      const [name, task] = next;
      this.tasks.delete(name);
      await task().catch((thrown: unknown) => this.report(name, thrown));
    }
  }

  private report(name: string, thrown: unknown): void {
    // Closing the database ends what runs.
    if (this.stopping.signal.aborted) return;
    this.logger.warn(`Upkeep of the history failed (${name}): ${messageOf(thrown)}`);
  }

  private async daily(): Promise<void> {
    const { dataFolder, retentionDays } = this.options;
    const firstDay = dayOf(Date.now() - retentionDays * DAY_MS);
    for (const site of await historySites(dataFolder)) {
      const place = { dataFolder, site };
      await removeUnfinished(place, Date.now(), DAY_MS);
      const removed = await removeDaysBefore(place, firstDay);
      if (removed.length > 0) {
        this.logger.log(`Removed ${removed.length} days of ${site} older than ${retentionDays} days`);
      }
      this.request(`forget ${site}`, () => this.forget(site));
      for (const kind of HISTORY_KINDS) {
        for (const day of await historyDays(place, kind)) this.added({ ...place, kind, day });
      }
    }
  }

  private async compact(day: HistoryDay): Promise<void> {
    const db = await this.database();
    this.options.metrics.mergedFiles(await compactDay(db, day, dayOf(Date.now()), this.unreadable()));
  }

  private async forget(site: string): Promise<void> {
    this.forgottenAtMs.set(site, performance.now());
    const place = { dataFolder: this.options.dataFolder, site };
    const files = await removeDeletedSessions(await this.database(), place, this.unreadable());
    if (files > 0) this.logger.log(`Removed deleted sessions of ${site} from ${files} files`);
  }

  private unreadable(): { onUnreadable: (file: string, reason: string) => void } {
    return {
      onUnreadable: (file, reason) => {
        this.options.metrics.foundUnreadable();
        this.logger.error(`History file ${file} can't be read and is left as it is: ${reason}`);
      },
    };
  }

  private async database(): Promise<DuckDb> {
    this.db ??= await openDuckDb({ memoryLimit: this.options.memoryLimit, threads: 1 });
    return this.db;
  }
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
