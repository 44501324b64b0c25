import { messageOf } from '#libs/contracts';
import type { ServedTables, TablesSource } from './serving-tables.js';

/** A version of a site's tables that an experiment names. */
export interface Pin {
  readonly site: string;
  readonly version: string;
}

const RETRY_AFTER_MS = 2000;

/** Table versions that experiments use beside those in service: loaded when an experiment begins to name them, let go after. */
export class PinnedTables {
  private wanted: readonly Pin[] = [];
  private readonly held = new Map<string, ServedTables>();
  private readonly told = new Set<string>();
  private loading: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly source: TablesSource,
    /** Told once for each version that can't be loaded; it is tried again every few seconds. */
    private readonly failed: (pin: Pin, reason: string) => void,
  ) {}

  /** Resolves once all that can be loaded is. */
  want(pins: readonly Pin[]): Promise<void> {
    this.wanted = pins;
    this.loading = this.loading.then(() => this.load());
    return this.loading;
  }

  /** @returns undefined while it is not loaded. */
  of(site: string, version: string): ServedTables | undefined {
    return this.held.get(nameOf({ site, version }));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.loading;
  }

  private async load(): Promise<void> {
    clearTimeout(this.timer);
    const names = new Set(this.wanted.map(nameOf));
    const missing = this.wanted.filter((pin) => !this.held.has(nameOf(pin)));
    for (const pin of missing) await this.tryLoading(pin);
    // Last, since what serves may need them until now.
    for (const name of this.held.keys()) if (!names.has(name)) this.held.delete(name);
    const isComplete = missing.every((pin) => this.held.has(nameOf(pin)));
    if (isComplete || this.stopped) return;
    this.timer = setTimeout(() => void this.want(this.wanted), RETRY_AFTER_MS).unref();
  }

  private async tryLoading(pin: Pin): Promise<void> {
    const name = nameOf(pin);
    try {
      this.held.set(name, await this.source.open(pin.site, pin.version, 'beside'));
      this.told.delete(name);
    } catch (thrown) {
      if (!this.told.has(name)) this.failed(pin, messageOf(thrown));
      this.told.add(name);
    }
  }
}

/** A site has no slash. */
function nameOf({ site, version }: Pin): string {
  return `${site}/${version}`;
}
