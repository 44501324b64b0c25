import { notEmpty, type PointerChange, type Publication } from '#libs/co-watch';
import { comparisonGate, type GateProgress } from './comparison-gate.js';
import type { Fit } from './fit-tables.js';
import { MEMORY_LIMIT, storeOf, type SiteTables } from './site-tables.js';

export interface PublishSiteOptions extends SiteTables {
  /** Left out: the version built last. */
  readonly version?: string | undefined;
  /** Publishes without asking the gate. */
  readonly force?: boolean | undefined;
  /** Memory for counting before it spills, `2GB` unless told. */
  readonly memoryLimit?: string | undefined;
  /** Threads that count; left out: one per core. */
  readonly threads?: number | undefined;
  /** How the gate makes tables of a recipe; left out: as builds do it. */
  readonly fit?: Fit | undefined;
  readonly onProgress?: ((progress: GateProgress) => void) | undefined;
}

export interface PublishReport extends Publication {
  readonly site: string;
}

export interface RollbackReport extends PointerChange {
  readonly site: string;
}

/**
 * Lets a version serve once it is no worse than what serves, as far as sessions that neither has seen can tell.
 * @throws FreshetError FRESHET_PUBLISH_REFUSED, FRESHET_TABLES_MISSING, FRESHET_TABLES_CORRUPT
 */
export async function publishSite(options: PublishSiteOptions): Promise<PublishReport> {
  const { version, force, site, dataFolder, memoryLimit = MEMORY_LIMIT, threads, fit, onProgress } = options;
  const gates = [notEmpty, comparisonGate({ site, dataFolder, memoryLimit, threads, fit, onProgress })];
  return { site, ...(await storeOf(options).publish(site, Date.now(), { version, force, gates })) };
}

/** @throws FreshetError FRESHET_TABLES_MISSING where no version served before. */
export async function rollbackSite(tables: SiteTables): Promise<RollbackReport> {
  return { site: tables.site, ...(await storeOf(tables).rollback(tables.site, Date.now())) };
}
