import { createHash } from 'node:crypto';
import { COLUMNS, FIXED_BLEND, type CoWatchTables } from '#libs/blending';
import type { DuckDb } from '#libs/duckdb';
import { countPairs, type PairCounts } from './count-pairs.js';
import { COUNTING_PARAMETERS, type CountingParameters } from './counting-parameters.js';
import { encodeItems } from './item-dictionary.js';
import { named, TABLE_FORMAT, type FileEntry, type Manifest } from './manifest.js';
import { tablesFrom } from './read-tables.js';
import {
  columnFile,
  FILES,
  statisticFile,
  STATISTICS,
  type TableArray,
  type TableArrays,
} from './table-files.js';

/** A version in memory, ready to be scored with or written. */
export interface BuiltTables {
  readonly manifest: Manifest;
  readonly arrays: TableArrays;
  readonly tables: CoWatchTables;
  /** Bytes of all arrays. */
  readonly bytes: number;
}

/**
 * Builds a site's tables from the events of a database. The same events give the same bytes, in whatever order they lie
 * there and however many threads count.
 * @param db with `events`, see `countPairs`.
 */
export async function buildTables(
  db: DuckDb,
  site: string,
  parameters: CountingParameters = COUNTING_PARAMETERS,
): Promise<BuiltTables> {
  const counts = await countPairs(db, parameters);
  const arrays = arraysOf(counts, parameters);
  const manifest = named({
    format: TABLE_FORMAT,
    site,
    counted: { ...counts.totals, items: counts.items.length, neighbours: counts.neighbours.length },
    parameters,
    blend: FIXED_BLEND,
    blendOrigin: 'fixed',
    scores: null,
    files: Object.fromEntries([...arrays].map(([file, array]) => [file, entryOf(array)])),
  });
  const bytes = [...arrays.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  return { manifest, arrays, tables: tablesFrom(manifest, arrays), bytes };
}

function arraysOf(counts: PairCounts, { favouritesMax }: CountingParameters): TableArrays {
  const { statistics, columns } = counts;
  return new Map<string, TableArray>([
    ...encodeItems(counts.items),
    [FILES.rowOffsets, counts.rowOffsets],
    [FILES.neighbours, counts.neighbours],
    ...COLUMNS.map((name): [string, TableArray] => [columnFile(name), columns[name]]),
    ...STATISTICS.map((name): [string, TableArray] => [statisticFile(name), statistics[name]]),
    [FILES.popular, mostFirst(statistics.sessions_8)],
    [FILES.favourites, favouritesOf(statistics.sessions_32, favouritesMax)],
  ]);
}

/** Indexes by value, largest first, ties by index. */
function mostFirst(values: Uint32Array): Uint32Array {
  return Uint32Array.from(values.keys()).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
}

function favouritesOf(sessions: Uint32Array, max: number): Uint32Array {
  return mostFirst(sessions)
    .slice(0, max)
    .filter((index) => (sessions[index] ?? 0) > 0);
}

function entryOf(array: TableArray): FileEntry {
  return { bytes: array.byteLength, sha256: createHash('sha256').update(array).digest('hex') };
}
