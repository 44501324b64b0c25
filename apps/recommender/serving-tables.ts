import type { Blender } from '#libs/blending';
import type { ReadingPace } from '#libs/co-watch';
import { messageOf } from '#libs/contracts';
import { collectSoon } from './collect-soon.js';

/** A version of a site's tables, ready to score with. */
export interface ServedTables {
  readonly version: string;
  readonly blender: Blender;
}

/** Where published tables come from. */
export interface TablesSource {
  /** Sites that have published tables. */
  sites(): Promise<readonly string[]>;
  /** The version in service, null for none: reads one pointer and no table. */
  currentVersion(site: string): Promise<string | null>;
  /** @throws FreshetError FRESHET_TABLES_CORRUPT */
  open(site: string, version: string, pace: ReadingPace): Promise<ServedTables>;
}

export interface ServingTablesEvents {
  readonly swapped: (site: string, version: string, loadedMs: number) => void;
  /** Told once per fault; the version before goes on serving. */
  readonly failed: (site: string, reason: string) => void;
}

/**
 * The tables in service, by site. A new version is loaded beside the old one and swapped between two requests; one that
 * can't be read never replaces one that serves.
 */
export class ServingTables {
  private readonly served = new Map<string, ServedTables>();
  private readonly faults = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private stopped = false;
  /** Nobody asks before the first look: until then there is nothing to give way to. */
  private pace: ReadingPace = 'alone';

  constructor(
    private readonly source: TablesSource,
    private readonly pollMs: number,
    private readonly events: ServingTablesEvents,
  ) {}

  /** Loads what is published now, then keeps looking. */
  async start(): Promise<void> {
    await this.look();
    this.pace = 'beside';
    this.schedule();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  /** @returns undefined for a site without readable tables. */
  of(site: string): ServedTables | undefined {
    return this.served.get(site);
  }

  /** Whether something is published for the site that can't be served. */
  isFaulty(site: string): boolean {
    return this.faults.has(site);
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.looking = this.look().then(() => this.schedule());
    }, this.pollMs);
  }

  private async look(): Promise<void> {
    try {
      const published = await this.source.sites();
      for (const site of published) await this.refresh(site);
      for (const site of this.served.keys()) if (!published.includes(site)) this.served.delete(site);
    } catch (cause) {
      this.report('*', messageOf(cause));
    }
  }

  private async refresh(site: string): Promise<void> {
    try {
      const version = await this.source.currentVersion(site);
      if (version !== null && version !== this.served.get(site)?.version) await this.swap(site, version);
      this.faults.delete(site);
    } catch (cause) {
      this.report(site, messageOf(cause));
    }
  }

  private async swap(site: string, version: string): Promise<void> {
    const since = performance.now();
    const replaced = this.served.has(site);
    this.served.set(site, await this.source.open(site, version, this.pace));
    if (replaced) collectSoon();
    this.events.swapped(site, version, performance.now() - since);
  }

  private report(site: string, reason: string): void {
    if (this.faults.get(site) === reason) return;
    this.faults.set(site, reason);
    this.events.failed(site, reason);
  }
}
