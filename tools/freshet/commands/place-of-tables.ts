import type { InteractionWeights } from '#libs/blending';

/** Where a site's history and tables are, and how its tables are built. */
export interface PlaceOfTables {
  /** FRESHET_DATA. */
  readonly dataFolder: string;
  readonly keepVersions: number;
  /** Path of the experiments file. */
  readonly experimentsFile: string;
  readonly neighboursMax: number;
  readonly minSessions: number;
  readonly interactions: InteractionWeights;
}

/**
 * From the configuration. Like all that commands work with, it is loaded when one runs: help is there at once.
 * @throws FreshetError FRESHET_CONFIG_INVALID
 */
export async function placeOfTables(): Promise<PlaceOfTables> {
  // Alone: the rest of the runtime is what services need, and takes a second to load.
  const { loadConfiguration } = await import('../../../libs/runtime/configuration.js');
  const { environment, tables } = loadConfiguration();
  const { keepVersions, neighboursMax, minSessions } = tables;
  const { view, watch, progress, cart, purchase } = tables.interactions;
  return {
    dataFolder: environment.dataFolder,
    keepVersions,
    experimentsFile: environment.experimentsFile.path,
    neighboursMax,
    minSessions,
    interactions: { view, watch, progress, cart, purchase },
  };
}
