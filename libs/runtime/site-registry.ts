import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { isSite, messageOf } from '#libs/contracts';
import { SiteSettings } from './configuration-sections.js';
import { CONFIGURATION, type Configuration } from './configuration.js';

/** How long an import may go unnoticed; the promise is a second. */
const LOOK_EVERY_MS = 250;
/** Folders of FRESHET_DATA whose subfolders are named after sites. */
const IMPORTED_UNDER = ['history', 'tables'] as const;

/**
 * Which sites exist: those of the configuration, and those that something was imported for. Both answers come from memory;
 * the folders are looked at beside the requests, so an unknown site costs a sender's request and no more.
 */
@Injectable()
export class SiteRegistry implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(SiteRegistry.name);
  private readonly configured: ReadonlyMap<string, SiteSettings>;
  private readonly configuredOrigins: ReadonlySet<string>;
  private readonly hasOpenSite: boolean;
  private readonly defaults = Object.freeze(new SiteSettings());
  private imported: ReadonlySet<string> = new Set();
  private timer: NodeJS.Timeout | undefined;
  private lastFault = '';

  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {
    this.configured = new Map(Object.entries(configuration.sites));
    const originLists = [...this.configured.values()].map(({ origins }) => origins);
    this.configuredOrigins = new Set(originLists.flat());
    this.hasOpenSite = originLists.some((origins) => origins.length === 0);
  }

  has(site: string): boolean {
    return this.configured.has(site) || this.imported.has(site);
  }

  /** @returns what is configured for the site; the defaults for one that was only imported. */
  settingsOf(site: string): SiteSettings {
    return this.configured.get(site) ?? this.defaults;
  }

  /** @returns whether pages of the origin may use some site; a site without origins is anyone's. */
  someAllows(origin: string): boolean {
    if (this.configuredOrigins.has(origin) || this.hasOpenSite) return true;
    for (const site of this.imported) if (!this.configured.has(site)) return true;
    return false;
  }

  /** Every site there is now, in order of name. */
  names(): string[] {
    return [...new Set([...this.configured.keys(), ...this.imported])].sort();
  }

  async onModuleInit(): Promise<void> {
    await this.look();
    this.schedule();
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private schedule(): void {
    this.timer = setTimeout(() => {
      void this.look().then(() => {
        if (this.timer !== undefined) this.schedule();
      });
    }, LOOK_EVERY_MS).unref();
  }

  /** Keeps what is known when a folder can't be read: a hiccup of a shared volume must not refuse events. */
  private async look(): Promise<void> {
    try {
      const { dataFolder } = this.configuration.environment;
      const folders = await Promise.all(IMPORTED_UNDER.map((name) => sitesIn(join(dataFolder, name))));
      this.imported = new Set(folders.flat());
      this.lastFault = '';
    } catch (thrown) {
      const fault = messageOf(thrown);
      if (fault !== this.lastFault) this.logger.warn(`Imported sites can't be looked up: ${fault}`);
      this.lastFault = fault;
    }
  }
}

async function sitesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && isSite(entry.name)).map(({ name }) => name);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  }
}
