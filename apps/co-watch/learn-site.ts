import { DOING } from './fit-tables.js';
import { publishSite, type PublishReport } from './publish-site.js';
import { buildSite, storeOf, type BuildReport, type BuildSiteOptions } from './site-tables.js';

export interface LearnSiteOptions extends Omit<BuildSiteOptions, 'onProgress'> {
  /** Told what is being done, for people. */
  readonly onProgress?: ((doing: string) => void) | undefined;
}

export interface LearnSiteReport {
  readonly built: BuildReport;
  /** Null where something else was published while it learned. */
  readonly published: PublishReport | null;
}

/**
 * Builds a site's tables and lets them serve where the gate agrees, and where nobody has published anything else meanwhile.
 * @throws FreshetError see `buildSite` and `publishSite`.
 */
export async function learnSite({ onProgress, ...options }: LearnSiteOptions): Promise<LearnSiteReport> {
  const store = storeOf(options);
  const before = await store.currentVersion(options.site);
  const built = await buildSite({ ...options, onProgress: ({ step }) => onProgress?.(DOING[step]) });
  if ((await store.currentVersion(options.site)) !== before) return { built, published: null };
  const { version } = built;
  const published = await publishSite({
    ...options,
    version,
    onProgress: () => onProgress?.('comparing with what serves'),
  });
  return { built, published };
}
