import { VersionStore } from '#libs/co-watch';
import { historyDays } from '#libs/event-history';
import type { Configuration } from '#libs/runtime';
import { buildSite, publishSite } from '../co-watch/index.js';
import { importDemoHistory } from './demo-history.js';

const SITE = 'demo';

/** Makes the demo film site when it has no tables: a month of visits, imported, built and published. */
export async function ensureDemoSite(
  { environment: { dataFolder }, tables }: Configuration,
  log: (line: string) => void,
): Promise<void> {
  if ((await new VersionStore({ dataFolder }).currentVersion(SITE)) !== null) return;
  if ((await historyDays({ dataFolder, site: SITE }, 'events')).length === 0) {
    log('inventing a month of visits to the demo film site');
    const events = await importDemoHistory(dataFolder, SITE, Date.now());
    log(`imported ${events} events`);
  }
  const { keepVersions } = tables;
  // Learning takes a minute, which nobody who starts for the first time should wait for.
  const built = await buildSite({ site: SITE, dataFolder, keepVersions, without: ['everything'] });
  const { version, counted, seconds } = built;
  log(`built tables of ${counted.items} films from ${counted.sessions} sessions in ${seconds.toFixed(1)} s`);
  log(`to learn their weights: npm run freshet -- build --site ${SITE}, then publish --site ${SITE}`);
  await publishSite({ site: SITE, dataFolder, keepVersions, version });
}
