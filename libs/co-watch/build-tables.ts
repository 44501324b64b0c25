import { createHash } from 'node:crypto';
import {
  FIXED_BLEND,
  traitsOf,
  TRAITS,
  type Blend,
  type CoWatchTables,
  type Forest,
  type RankingScores,
} from '#libs/blending';
import type { DuckDb } from '#libs/duckdb';
import type { TrainedEmbedding } from '#libs/learning';
import { countPairs, type PairCounts } from './count-pairs.js';
import { COUNTING_PARAMETERS, type CountingParameters } from './counting-parameters.js';
import { encodeProfiles } from './encode-profiles.js';
import { encodeItems } from './item-dictionary.js';
import {
  named,
  TABLE_FORMAT,
  type Counted,
  type FileEntry,
  type LearningReport,
  type Manifest,
} from './manifest.js';
import { tablesFrom } from './read-tables.js';
import {
  EMBEDDING_FILES,
  FILES,
  FOREST_FILES,
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

/** What learning adds to counted tables. */
export interface Learned {
  /** Null: the one that every site starts with. */
  readonly blend: Blend | null;
  readonly embedding: TrainedEmbedding | null;
  readonly forest: Forest | null;
  readonly report: LearningReport;
  readonly scores: RankingScores | null;
}

/** Of tables that nothing was learned for. */
export const NO_LEARNING: LearningReport = {
  seed: 0,
  without: [],
  leftOut: [],
  slices: 0,
  sliceSessions: 0,
  blendCases: 0,
  treeCases: 0,
  trees: 0,
  treeGain: null,
};

const NOT_LEARNED: Learned = {
  blend: null,
  embedding: null,
  forest: null,
  report: { ...NO_LEARNING, without: ['everything'], leftOut: ['everything: not wanted'] },
  scores: null,
};

/**
 * Builds a site's tables from the events of a database, without learning anything. The same events give the same bytes, in
 * whatever order they lie there and however many threads count.
 * @param db with `events`, see `countPairs`.
 */
export async function buildTables(
  db: DuckDb,
  site: string,
  parameters: CountingParameters = COUNTING_PARAMETERS,
): Promise<BuiltTables> {
  return assembleTables(site, await countPairs(db, parameters), parameters, NOT_LEARNED);
}

/** Puts together what was counted and what was learned. */
export function assembleTables(
  site: string,
  counts: PairCounts,
  parameters: CountingParameters,
  learned: Learned,
): BuiltTables {
  const arrays = arraysOf(counts, parameters, learned);
  const manifest = named({
    format: TABLE_FORMAT,
    site,
    counted: countedOf(counts),
    parameters,
    blend: learned.blend ?? { ...FIXED_BLEND, interactions: parameters.interactions },
    blendOrigin: learned.blend ? 'learned' : 'fixed',
    learning: learned.report,
    scores: learned.scores,
    files: Object.fromEntries([...arrays].map(([file, array]) => [file, entryOf(array)])),
  });
  const bytes = [...arrays.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  return { manifest, arrays, tables: tablesFrom(manifest, arrays), bytes };
}

/** Tables to learn on: counted, without a name. */
export function countedTables(
  counts: PairCounts,
  parameters: CountingParameters,
  embedding: TrainedEmbedding | null,
): CoWatchTables {
  const arrays = arraysOf(counts, parameters, { ...NOT_LEARNED, embedding });
  return tablesFrom({ version: 'held-out slice', counted: countedOf(counts) }, arrays);
}

function countedOf({ totals, items, neighbours }: PairCounts): Counted {
  return { ...totals, items: items.length, neighbours: neighbours.length };
}

function arraysOf(
  counts: PairCounts,
  { favouritesMax }: CountingParameters,
  { embedding, forest }: Pick<Learned, 'embedding' | 'forest'>,
): TableArrays {
  const { statistics, columns } = counts;
  return new Map<string, TableArray>([
    ...encodeItems(counts.items),
    [FILES.rowOffsets, counts.rowOffsets],
    [FILES.neighbours, counts.neighbours],
    ...filesOf({ codes: FILES.codes, levels: FILES.levels }, columns),
    ...STATISTICS.map((name): [string, TableArray] => [statisticFile(name), statistics[name]]),
    [FILES.popular, mostFirst(statistics.sessions_8)],
    [FILES.favourites, favouritesOf(statistics.sessions_32, favouritesMax)],
    ...filesOf(
      { profiles: FILES.profiles, traitRanges: FILES.traitRanges },
      encodeProfiles(allTraits(counts), counts.items.length, embedding),
    ),
    ...(embedding ? filesOf(EMBEDDING_FILES, embedding) : []),
    ...(forest ? filesOf(FOREST_FILES, forest) : []),
  ]);
}

function filesOf<K extends string>(
  files: Readonly<Record<K, string>>,
  parts: Readonly<Record<NoInfer<K>, TableArray>>,
): [string, TableArray][] {
  return Object.entries<string>(files).map(([part, file]) => [file, parts[part as K]]);
}

function allTraits({ statistics, items, totals }: PairCounts): Float32Array {
  const span = { firstAt: totals.firstAtSeconds ?? 0, lastAt: totals.lastAtSeconds ?? 0 };
  const traits = new Float32Array(items.length * TRAITS.length);
  for (let item = 0; item < items.length; item++) {
    const counts = {
      sessions: statistics.sessions[item] ?? 0,
      sessions8: statistics.sessions_8[item] ?? 0,
      sessions32: statistics.sessions_32[item] ?? 0,
      sessions128: statistics.sessions_128[item] ?? 0,
      recent: (statistics.recent[item] ?? 0) / 1000,
      visits: statistics.events[item] ?? 0,
      entries: statistics.entries[item] ?? 0,
      exits: statistics.exits[item] ?? 0,
      repeats: statistics.repeats[item] ?? 0,
      firstSeenAt: statistics.first_seen_at[item] ?? 0,
      lastSeenAt: statistics.last_seen_at[item] ?? 0,
    };
    traits.set(traitsOf(counts, span), item * TRAITS.length);
  }
  return traits;
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
