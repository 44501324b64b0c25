import { VersionStore } from '#libs/co-watch';
import { FreshetError, messageOf } from '#libs/contracts';
import { historyDays } from '#libs/event-history';
import type { Configuration } from '#libs/runtime';
import {
  buildSite,
  learnSiteAside,
  publishSite,
  type BuildSiteOptions,
  type SiteTables,
} from '../co-watch/index.js';
import { importDemoHistory } from './demo-history.js';

const SITE = 'demo';

type Log = (line: string) => void;

/** Makes the demo film site when it has no tables: a month of visits, imported, counted and published. */
export async function ensureDemoSite(configuration: Configuration, log: Log): Promise<void> {
  const { dataFolder } = configuration.environment;
  if ((await new VersionStore({ dataFolder }).currentVersion(SITE)) !== null) return;
  if ((await historyDays({ dataFolder, site: SITE }, 'events')).length === 0) {
    log('inventing a month of visits to the demo film site');
    const events = await importDemoHistory(dataFolder, SITE, Date.now());
    log(`imported ${events} events`);
  }
  // Learning takes a minute or two, which nobody who starts for the first time should wait for.
  const built = await buildSite({ ...tablesOf(configuration), without: ['everything'] });
  const { version, counted, seconds } = built;
  log(`built tables of ${counted.items} films from ${counted.sessions} sessions in ${seconds.toFixed(1)} s`);
  await publishSite({ ...tablesOf(configuration), version });
}

/**
 * Learns what the demo site's first tables were made without, in a process beside a service, and lets it serve. Whatever comes of it,
 * the service goes on: the log says what.
 */
export async function learnDemoSite(
  configuration: Configuration,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const said = new Set<string>();
  const say = (doing: string): void => {
    if (!said.has(doing)) log(`learning from the demo site's visits: ${doing}`);
    said.add(doing);
  };
  try {
    if (!(await wantsLearning(configuration))) return;
    const learned = await learnSiteAside({ ...tablesOf(configuration), onProgress: say }, signal);
    const { version } = learned.built;
    if (learned.published) log(`the demo site is served from learned tables, ${version}`);
    else log(`learned ${version}, which does not serve: something else was published meanwhile`);
  } catch (fault) {
    if (!signal.aborted) log(`the demo site keeps its tables: ${messageOf(fault)}`);
  }
}

/** What somebody else published is left alone, what nobody can read any more is not. */
async function wantsLearning({ environment: { dataFolder } }: Configuration): Promise<boolean> {
  const store = new VersionStore({ dataFolder });
  const version = await store.currentVersion(SITE);
  if (version === null) return false;
  const served = await store.open(SITE, version).catch(nullWhereUnusable);
  return served?.manifest.learning.without.includes('everything') ?? true;
}

function nullWhereUnusable(error: unknown): null {
  if (error instanceof FreshetError) return null;
  throw error;
}

function tablesOf({ environment, tables }: Configuration): SiteTables & Pick<BuildSiteOptions, 'parameters'> {
  const { keepVersions, neighboursMax, minSessions } = tables;
  const { view, watch, progress, cart, purchase } = tables.interactions;
  const interactions = { view, watch, progress, cart, purchase };
  const parameters = { neighboursMax, minSessions, interactions };
  const { dataFolder, experimentsFile } = environment;
  return { site: SITE, dataFolder, keepVersions, experimentsFile: experimentsFile.path, parameters };
}
