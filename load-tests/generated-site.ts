import { VersionStore } from '#libs/co-watch';
import { readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateTables, type CatalogueShape } from './generated-catalogue.js';

/** The site that catalogues are generated for. */
export const GENERATED_SITE = 'catalogue';

/** Raised when what is generated changes: folders of before are left alone. */
const REVISION = 1;
const SEEDS = [1, 2] as const;

/** A site whose tables were generated: two versions to go to and fro between. */
export interface GeneratedSite {
  /** FRESHET_DATA of a service that serves it. */
  readonly dataFolder: string;
  readonly versions: readonly [string, string];
  /** Of the files of a version. */
  readonly bytes: number;
}

/**
 * Generates two versions, or finds them where they were generated before.
 * @param folder where catalogues of all shapes are kept.
 */
export async function generatedSite(
  folder: string,
  shape: Omit<CatalogueShape, 'seed'>,
  onProgress: (rows: number, ofRows: number) => void,
): Promise<GeneratedSite> {
  const dataFolder = join(folder, `${shape.items}x${shape.neighbours}-r${REVISION}`);
  const store = new VersionStore({ dataFolder });
  const rows = SEEDS.length * shape.items;
  for (const [at, seed] of SEEDS.entries()) {
    if ((await store.list(GENERATED_SITE)).length > at) continue;
    const startedAt = performance.now();
    const built = generateTables(GENERATED_SITE, { ...shape, seed }, (done) =>
      onProgress(at * shape.items + done, rows),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    onProgress((at + 1) * shape.items, rows);
    await store.add(built, { builtAtMs: Date.now(), seconds });
  }
  const [first, second] = (await store.list(GENERATED_SITE)).map(({ version }) => version).sort();
  if (first === undefined || second === undefined) throw new Error(`${dataFolder} has not two versions.`);
  return {
    dataFolder,
    versions: [first, second],
    bytes: await bytesOf(join(dataFolder, 'tables', GENERATED_SITE, first)),
  };
}

/**
 * Lets a version serve, as `publish` and `rollback` do at their end. They read the tables before, which would be measured too; the
 * service does so itself.
 */
export async function pointTo({ dataFolder }: GeneratedSite, version: string): Promise<void> {
  const pointer = join(dataFolder, 'tables', GENERATED_SITE, 'current');
  await writeFile(`${pointer}.new`, JSON.stringify({ version, previous: [], history: [] }));
  await rename(`${pointer}.new`, pointer);
}

async function bytesOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const file of await readdir(folder)) bytes += (await stat(join(folder, file))).size;
  return bytes;
}
