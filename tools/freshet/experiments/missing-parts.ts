import { VersionStore } from '#libs/co-watch';
import { historySites } from '#libs/event-history';
import type { Experiment } from '#libs/experiments';

/** What is on this machine. */
export interface Place {
  /** FRESHET_DATA. */
  readonly dataFolder: string;
  /** Sites of the configuration. */
  readonly configured: readonly string[];
}

/**
 * What experiments name that is not there, a sentence each. None of it is a mistake of the file: a site may come into being, and
 * tables may be built, while the experiment runs. Until then it does nothing, or changes less than it says.
 */
export async function missingParts(experiments: readonly Experiment[], place: Place): Promise<string[]> {
  const versions = new VersionStore({ dataFolder: place.dataFolder });
  const imported = [...(await historySites(place.dataFolder)), ...(await versions.sites())];
  const sites = new Set([...place.configured, ...imported]);
  const missing: string[] = [];
  for (const { key, site, variations } of experiments) {
    if (!sites.has(site)) missing.push(`${key}: there is no site ${site} here, so nobody is in it.`);
    const built = new Set((await versions.list(site)).map(({ version }) => version));
    for (const { key: variation, override } of variations) {
      const wanted = override?.tables;
      if (wanted === undefined || built.has(wanted)) continue;
      missing.push(
        `${key}: ${site} has no tables ${wanted}, so ${variation} is served from those in service.`,
      );
    }
  }
  return missing;
}
