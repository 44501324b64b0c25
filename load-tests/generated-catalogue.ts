import { COLUMNS, FIXED_BLEND, type Blend, type Column } from '#libs/blending';
import {
  assembleTables,
  COUNTING_PARAMETERS,
  levelColumns,
  NO_LEARNING,
  STATISTICS,
  type BuiltTables,
  type PairCounts,
  type Statistic,
} from '#libs/co-watch';
import { CONTEXT_PLACES, DIMENSIONS, type TrainedEmbedding } from '#libs/learning';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { generatedForest } from './generated-forest.js';
import { uniform, uniformAroundZero } from './generated-random.js';

/** How large a catalogue is to be. The same shape gives the same bytes. */
export interface CatalogueShape {
  readonly items: number;
  /** Of each item; fewer where there are not so many others. */
  readonly neighbours: number;
  readonly seed: number;
}

/** 22 November 2025, and 90 days before, seconds since 1970. */
const LAST_AT = 1_763_800_000;
const FIRST_AT = LAST_AT - 90 * 24 * 3600;
/** Sessions that hold the most popular item; the n-th most popular is in a share of about 1 / n of them. */
const TOP_SESSIONS = 1_000_000;
const ZIPF_EXPONENT = 0.9;
const NEAREST = 40;

/** Everything that scoring can do is asked for: rows, both cosines and traits. */
const BLEND: Blend = {
  ...FIXED_BLEND,
  byLength: FIXED_BLEND.byLength.map(({ upTo, weights }) => ({
    upTo,
    weights: { ...weights, affinity: { session: 2, newest: 1 }, traits: { recent: 0.1, trend: 0.2 } },
  })),
};

/** @returns the name of an item: 7 to 43 characters in a million, some of them of two bytes. */
export function generatedName(index: number): string {
  const mixed = Math.imul(index + 1, 0x9e3779b1) >>> 0;
  const words = Array.from({ length: 1 + (mixed % 5) }, (_, at) => WORDS[(mixed >>> (5 + 5 * at)) % 16]);
  return `${words.join('-')}-${index.toString(36).padStart(3, '0')}`;
}

const WORDS: readonly string[] =
  'red blue large small läder cotton oak steel summer kids café pro mini classic 2024 set'.split(' ');

/** @returns the index of an item by a Zipf law, the most popular one most often. @param share uniform in [0, 1). */
export function zipfIndex(share: number, items: number): number {
  return Math.floor(items ** share) - 1;
}

/**
 * A version of a site's tables that was never counted: as many items as wanted, popular by a Zipf law, each with a full row of
 * neighbours, half of them near it and half popular, an embedding and trees. It comes from the project's own assembly, so that it has
 * its format.
 * @param onProgress told the rows made.
 */
export function generateTables(
  site: string,
  shape: CatalogueShape,
  onProgress: (rows: number) => void = () => undefined,
): BuiltTables {
  const random = xoroshiro128plus(shape.seed);
  const statistics = statisticsOf(shape.items, random);
  const rows = rowsOf(shape, random, onProgress);
  const counts: PairCounts = {
    items: Array.from({ length: shape.items }, (_, index) => generatedName(index)),
    statistics,
    ...rows,
    totals: {
      sessions: 5 * TOP_SESSIONS,
      interactions: 20 * TOP_SESSIONS,
      firstAtSeconds: FIRST_AT,
      lastAtSeconds: LAST_AT,
    },
  };
  return assembleTables(site, counts, COUNTING_PARAMETERS, {
    blend: BLEND,
    embedding: embeddingOf(shape.items, random),
    forest: generatedForest(random),
    report: {
      ...NO_LEARNING,
      seed: shape.seed,
      leftOut: ['everything: these tables are generated, and nothing was counted or learned'],
    },
    scores: null,
  });
}

function statisticsOf(items: number, random: RandomGenerator): Record<Statistic, Uint32Array> {
  const statistics = Object.fromEntries(STATISTICS.map((name) => [name, new Uint32Array(items)])) as Record<
    Statistic,
    Uint32Array
  >;
  for (let item = 0; item < items; item++) {
    const sessions = Math.ceil(TOP_SESSIONS / (item + 1) ** ZIPF_EXPONENT);
    const lately = 0.5 + uniform(random);
    const counts: Record<Statistic, number> = {
      sessions,
      sessions_8: (sessions / 8) * lately,
      sessions_32: (sessions / 32) * lately,
      sessions_128: (sessions / 128) * lately,
      recent: 300 * sessions * lately,
      events: 1.3 * sessions,
      entries: 0.2 * sessions,
      exits: 0.2 * sessions,
      repeats: 0.05 * sessions,
      first_seen_at: FIRST_AT + (LAST_AT - FIRST_AT) * uniform(random) * 0.9,
      last_seen_at: LAST_AT - (LAST_AT - FIRST_AT) * 0.1 * uniform(random),
    };
    for (const name of STATISTICS) statistics[name][item] = counts[name];
  }
  return statistics;
}

function rowsOf(
  { items, neighbours: wanted }: CatalogueShape,
  random: RandomGenerator,
  onProgress: (rows: number) => void,
): Pick<PairCounts, 'rowOffsets' | 'neighbours' | 'columns'> {
  const length = Math.max(0, Math.min(wanted, Math.floor(items / 4)));
  const neighbours = new Uint32Array(items * length);
  const columns = Object.fromEntries(
    COLUMNS.map((name) => [name, new Float32Array(items * length)]),
  ) as Record<Column, Float32Array>;
  for (let item = 0; item < items; item++) {
    const row = neighbours.subarray(item * length, (item + 1) * length);
    fillRow(row, item, items, random);
    for (let at = item * length; at < (item + 1) * length; at++) fillEntry(columns, at, random);
    if (item % 10_000 === 0) onProgress(item);
  }
  const rowOffsets = Uint32Array.from({ length: items + 1 }, (_, at) => at * length);
  return { rowOffsets, neighbours, columns: levelColumns(columns) };
}

/** Distinct others, ascending: first as they are drawn, then those that came twice moved to the next that is free. */
function fillRow(row: Uint32Array, item: number, items: number, random: RandomGenerator): void {
  for (let at = 0; at < row.length; at++) {
    const near = item - row.length + Math.floor(uniform(random) * 2 * row.length);
    row[at] = at % 2 === 0 ? (near + items) % items : zipfIndex(uniform(random), items);
  }
  row.sort();
  let least = 0;
  for (let at = 0; at < row.length; at++) {
    least = Math.max(least, row[at] ?? 0);
    if (least === item) least++;
    row[at] = least++;
  }
  // What was pushed past the last item goes back before those that it met there.
  for (let at = row.length - 1, most = items - 1; at >= 0 && (row[at] ?? 0) > most; at--, most--) {
    if (most === item) most--;
    row[at] = most;
  }
}

/** Few pairs are common and most are rare; the columns say much the same, as they do in counted tables. */
function fillEntry(
  columns: Readonly<Record<Column, Float32Array>>,
  at: number,
  random: RandomGenerator,
): void {
  const bits = random.next();
  const times = Math.min(10_000, Math.floor(1 / (((bits >>> 8) + 1) * 2 ** -24)));
  const shift = bits & 7;
  columns.f1[at] = times >> (shift & 1);
  columns.f2[at] = times >> (1 + (shift & 3));
  columns.f3[at] = times >> (2 + (shift & 1));
  columns.fd[at] = times * (1 + 0.2 * shift);
  columns.bd[at] = times * (2.4 - 0.2 * shift);
  columns.co[at] = times * 0.57735 + shift * 0.09;
}

function embeddingOf(items: number, random: RandomGenerator): TrainedEmbedding {
  const vectors = new Float32Array(items * DIMENSIONS);
  const nearestCount = Math.max(0, Math.min(NEAREST, items - 1));
  const nearest = new Uint32Array(items * nearestCount);
  for (let item = 0; item < items; item++) {
    const from = item * DIMENSIONS;
    let square = 0;
    for (let d = 0; d < DIMENSIONS; d++) square += (vectors[from + d] = uniformAroundZero(random)) ** 2;
    const length = Math.sqrt(square);
    for (let d = 0; d < DIMENSIONS; d++) vectors[from + d] = (vectors[from + d] ?? 0) / length;
    for (let at = 0; at < nearestCount; at++) nearest[item * nearestCount + at] = (item + 1 + at) % items;
  }
  return {
    vectors,
    lengths: new Float32Array(items).fill(1),
    placeWeights: Float32Array.from({ length: CONTEXT_PLACES * DIMENSIONS }, () => uniformAroundZero(random)),
    nearest,
  };
}
