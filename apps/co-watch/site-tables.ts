import {
  COUNTING_PARAMETERS,
  learnTables,
  VersionStore,
  type Counted,
  type CountingParameters,
  type LearnedPart,
  type LearningReport,
  type LearnProgress,
} from '#libs/co-watch';
import type { RankingScores } from '#libs/blending';
import { openDuckDb } from '#libs/duckdb';
import { readHistory } from '#libs/event-history';
import { noHistory } from './site-events.js';
import { versionsNamed } from './versions-named.js';

export interface SiteTables {
  readonly site: string;
  /** FRESHET_DATA. */
  readonly dataFolder: string;
  /** Versions kept of the site. */
  readonly keepVersions?: number;
  /** Path of the experiments file: versions that it names stay as well. */
  readonly experimentsFile?: string;
}

export interface BuildSiteOptions extends SiteTables {
  /** Overrules single parameters of counting. */
  readonly parameters?: Partial<CountingParameters>;
  /** What is not to be learned. */
  readonly without?: readonly LearnedPart[];
  /** Memory for counting before it spills, `2GB` unless told. */
  readonly memoryLimit?: string;
  /** Threads that count; left out: one per core. */
  readonly threads?: number | undefined;
  readonly onProgress?: (progress: LearnProgress) => void;
}

export interface BuildReport {
  readonly site: string;
  readonly version: string;
  readonly counted: Counted;
  readonly seconds: number;
  /** Memory that the process has held at most so far. */
  readonly peakMemoryBytes: number;
  readonly tableBytes: number;
  /** What was learned, and why not more. */
  readonly learning: LearningReport;
  /** See the manifest's. */
  readonly scores: RankingScores | null;
}

/** What Node counts memory in. */
const KIBIBYTE = 1024;
/** Memory for counting before it spills. */
export const MEMORY_LIMIT = '2GB';

/**
 * Builds a site's tables from its event history. The version is there afterwards but does not serve before it is published.
 * @throws FreshetError FRESHET_TABLES_MISSING where the site has no history, FRESHET_HISTORY_UNREADABLE.
 */
export async function buildSite(options: BuildSiteOptions): Promise<BuildReport> {
  const { site, dataFolder, memoryLimit = MEMORY_LIMIT, threads, without = [], onProgress } = options;
  const startedAt = performance.now();
  const db = await openDuckDb({ memoryLimit, threads });
  try {
    const parameters = { ...COUNTING_PARAMETERS, ...options.parameters };
    const built = await readHistory(db, { dataFolder, site }, ({ files }) => {
      if (files.length === 0) throw noHistory(site);
      return learnTables(db, site, { parameters, without, ...(onProgress ? { onProgress } : {}) });
    });
    const seconds = (performance.now() - startedAt) / 1000;
    const version = await storeOf(options).add(built, { builtAtMs: Date.now(), seconds });
    const { counted, learning, scores } = built.manifest;
    const peakMemoryBytes = process.resourceUsage().maxRSS * KIBIBYTE;
    return { site, version, counted, seconds, peakMemoryBytes, tableBytes: built.bytes, learning, scores };
  } finally {
    await db.close();
  }
}

export function storeOf({ dataFolder, keepVersions, experimentsFile }: SiteTables): VersionStore {
  return new VersionStore({
    dataFolder,
    ...(keepVersions !== undefined && { keepVersions }),
    ...(experimentsFile !== undefined && { reliedOn: (site) => versionsNamed(experimentsFile, site) }),
  });
}
