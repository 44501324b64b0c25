import { Blender } from '#libs/blending';
import { VersionStore } from '#libs/co-watch';
import type { TablesSource } from './serving-tables.js';

/** The tables published under FRESHET_DATA. */
export function publishedTables(dataFolder: string): TablesSource {
  const versions = new VersionStore({ dataFolder });
  return {
    sites: () => versions.sites(),
    currentVersion: (site) => versions.currentVersion(site),
    async open(site, version, pace) {
      const { tables, manifest } = await versions.open(site, version, pace);
      return { version, blender: new Blender(tables, manifest.blend) };
    },
  };
}
