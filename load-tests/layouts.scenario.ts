import { VersionStore } from '#libs/co-watch';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Comparison } from './comparison.js';
import { GENERATED_SITE, generatedSite, type GeneratedSite } from './generated-site.js';
import { inTurns } from './in-turns.js';
import { writeLmdbTables } from './lmdb-tables.js';
import type { Outcome } from './outcome.js';

export interface LayoutsOptions {
  readonly items: number;
  readonly neighbours: number;
  /** Where generated catalogues are kept for the next time. */
  readonly folder: string;
  readonly rounds: number;
  readonly onRows: (done: number, rows: number) => void;
  readonly onTurn: (done: number, turns: number) => void;
}

/** Of one layout, in a process of its own. */
export interface LayoutFigures {
  readonly openSeconds: number;
  /** Resident memory that opening added, and what lookups have added in the end. */
  readonly openedBytes: number;
  readonly usedBytes: number;
  /** Medians over sessions: of all rows of a session's items, and of the profiles of all candidates. */
  readonly rowsMicros: number;
  readonly profilesMicros: number;
}

type Layout = 'flat' | 'lmdb';

/** Flat files as they are, read and checked, beside the same content as rows of a memory-mapped LMDB, which checks nothing. */
export async function compareLayouts(options: LayoutsOptions): Promise<Outcome> {
  const { items, neighbours, folder } = options;
  const site = await generatedSite(folder, { items, neighbours }, options.onRows);
  const path = join(site.dataFolder, 'layout.lmdb');
  const { tables } = await new VersionStore({ dataFolder: site.dataFolder }).open(
    GENERATED_SITE,
    site.versions[0],
  );
  await writeLmdbTables(path, tables);
  const measure = (layout: Layout): Promise<LayoutFigures> => lookUp(layout, site, path, items);
  const figures = await inTurns<Layout, LayoutFigures>(
    ['flat', 'lmdb'],
    options.rounds,
    measure,
    options.onTurn,
  );
  return { comparisons: comparisonsOf(figures), charts: [], failures: {} };
}

async function lookUp(
  layout: Layout,
  { dataFolder, versions: [version] }: GeneratedSite,
  path: string,
  items: number,
): Promise<LayoutFigures> {
  const main = fileURLToPath(new URL('control/lookups.main.js', import.meta.url));
  const args = [main, layout, dataFolder, version, path, `${items}`];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as LayoutFigures;
}

function comparisonsOf({ flat, lmdb }: Record<Layout, LayoutFigures[]>): Comparison[] {
  const told = (figure: string, value: (figures: LayoutFigures) => number): Comparison => ({
    figure: `flat files beside LMDB, ${figure}`,
    values: flat.map(value),
    controls: lmdb.map(value),
  });
  return [
    told('s to open', ({ openSeconds }) => openSeconds),
    told('MiB once open', ({ openedBytes }) => openedBytes / 2 ** 20),
    told('MiB after lookups', ({ usedBytes }) => usedBytes / 2 ** 20),
    told("µs of a session's rows", ({ rowsMicros }) => rowsMicros),
    told("µs of its candidates' profiles", ({ profilesMicros }) => profilesMicros),
  ];
}
