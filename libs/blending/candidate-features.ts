import { EVIDENCE } from './blend.js';
import { COLUMNS, type CoWatchTables } from './co-watch-tables.js';
import { decayed, SCORED_INTERACTIONS_MAX } from './folded-blend.js';
import type { FoldedSession } from './folded-session.js';
import { along } from './item-embedding.js';
import { TRAITS, type Trait } from './item-traits.js';
import type { Scratch } from './scratch.js';
import type { SessionDirections } from './session-directions.js';
import type { TopCandidates } from './top-candidates.js';

const EVIDENCE_NAMES = EVIDENCE.map((_, at) => `evidence ${at}` as const);
/** Of the candidate's place in the session; places are SCORED_INTERACTIONS_MAX for an item outside of it. */
const RETURN_NAMES = ['inSession', 'newestPlace', 'oldestPlace', 'isNewest', 'isSecond', 'times'] as const;
/** Of the session: the same for all its candidates. */
const SESSION_NAMES = [
  'length',
  'distinct',
  'repeated',
  'newestSessions',
  'newestSessions32',
  'newestRepeats',
  'newestExits',
  'sinceSecond',
  'sinceStart',
] as const;

/** What the trees ask of a candidate, by place in its row. The one list for serving, evaluating and training. */
export const CANDIDATE_FEATURES: readonly string[] = [
  ...EVIDENCE_NAMES,
  'affinitySession',
  'affinityNewest',
  ...TRAITS,
  ...RETURN_NAMES,
  'rowsNaming',
  ...SESSION_NAMES,
  'belowBest',
  'rank',
];

const FEATURES = CANDIDATE_FEATURES.length;

/** Where groups of features begin in a row. */
export const FEATURE_AT = {
  evidence: 0,
  affinity: EVIDENCE.length,
  traits: EVIDENCE.length + 2,
  returns: EVIDENCE.length + 2 + TRAITS.length,
  rowsNaming: EVIDENCE.length + 2 + TRAITS.length + RETURN_NAMES.length,
  session: EVIDENCE.length + 3 + TRAITS.length + RETURN_NAMES.length,
  firstScore: FEATURES - 2,
} as const;

/** What each place counts in each evidence: index evidence × SCORED_INTERACTIONS_MAX + place. */
const DECAYS = Float64Array.from(EVIDENCE.flatMap(({ decay }) => decayed(decay)));
const BY_RARITY = Uint8Array.from(EVIDENCE, ({ byRarity }) => (byRarity ? 1 : 0));
const COLUMN_OF = Uint8Array.from(EVIDENCE, ({ column }) => COLUMNS.indexOf(column));

/** What features are computed from. */
export interface FeatureSources {
  readonly session: FoldedSession;
  readonly directions: SessionDirections;
  readonly tables: CoWatchTables;
  /** The blend's. */
  readonly shrinkage: number;
  readonly scratch: Scratch;
}

/**
 * Writes one row of CANDIDATE_FEATURES for each of the best candidates by the first score, best first.
 * @param count rows to write, at most 254.
 * @param rows at least count × CANDIDATE_FEATURES.length long.
 */
export function writeFeatures(
  sources: FeatureSources,
  top: TopCandidates,
  count: number,
  rows: Float32Array,
): void {
  const { slots } = sources.scratch;
  rows.fill(0, 0, count * FEATURES);
  for (let row = 0; row < count; row++) slots[top.candidateAt(row)] = row + 1;
  writeEvidence(sources, rows);
  writeReturns(sources, count, rows);
  for (let row = 0; row < count; row++) slots[top.candidateAt(row)] = 0;
  const ofSession = sessionFeatures(sources);
  for (let row = 0; row < count; row++) {
    const from = row * FEATURES;
    writeItem(sources, top.candidateAt(row), rows, from);
    for (let at = 0; at < ofSession.length; at++) rows[from + FEATURE_AT.session + at] = ofSession[at] ?? 0;
    rows[from + FEATURE_AT.firstScore] = top.scoreAt(row) - top.scoreAt(0);
    rows[from + FEATURE_AT.firstScore + 1] = row;
  }
}

/** Walks the session's rows once more, adding up each evidence by itself, for the chosen few. */
function writeEvidence({ session, tables, shrinkage, scratch }: FeatureSources, rows: Float32Array): void {
  const { rowOffsets, neighbours, itemSessions } = tables;
  const columns = COLUMNS.map((name) => tables.columns[name]);
  const factors = new Float64Array(EVIDENCE.length);
  const values = new Float64Array(COLUMNS.length);
  for (const item of session.items) {
    if (item.index < 0) continue;
    const shrunk = (itemSessions[item.index] ?? 0) + shrinkage;
    for (let at = 0; at < factors.length; at++) {
      let sum = 0;
      for (let place = 0; place < item.places.length; place++)
        sum +=
          (item.weights[place] ?? 0) *
          (DECAYS[at * SCORED_INTERACTIONS_MAX + (item.places[place] ?? 0)] ?? 0);
      factors[at] = ((BY_RARITY[at] === 1 ? item.rarity : 1) * sum) / shrunk;
    }
    const end = rowOffsets[item.index + 1] ?? 0;
    for (let entry = rowOffsets[item.index] ?? 0; entry < end; entry++) {
      const slot = scratch.slots[neighbours[entry] ?? 0] ?? 0;
      if (slot === 0) continue;
      for (let column = 0; column < values.length; column++) values[column] = columns[column]?.[entry] ?? 0;
      addEntry(values, factors, rows, (slot - 1) * FEATURES);
    }
  }
}

/** @param values of the entry, in the order of COLUMNS. */
function addEntry(values: Float64Array, factors: Float64Array, rows: Float32Array, from: number): void {
  for (let at = 0; at < factors.length; at++)
    rows[from + at] = (rows[from + at] ?? 0) + (factors[at] ?? 0) * (values[COLUMN_OF[at] ?? 0] ?? 0);
  rows[from + FEATURE_AT.rowsNaming] = (rows[from + FEATURE_AT.rowsNaming] ?? 0) + 1;
}

function writeReturns({ session, scratch }: FeatureSources, count: number, rows: Float32Array): void {
  for (let row = 0; row < count; row++) {
    rows[row * FEATURES + FEATURE_AT.returns + 1] = SCORED_INTERACTIONS_MAX;
    rows[row * FEATURES + FEATURE_AT.returns + 2] = SCORED_INTERACTIONS_MAX;
  }
  for (const { candidate, places } of session.items) {
    const slot = scratch.slots[candidate] ?? 0;
    if (slot === 0) continue;
    const [newest, oldest] = [places[0] ?? 0, places.at(-1) ?? 0];
    const values = [1, newest, oldest, newest === 0 ? 1 : 0, places.includes(1) ? 1 : 0, places.length];
    rows.set(values, (slot - 1) * FEATURES + FEATURE_AT.returns);
  }
}

function writeItem(
  { tables, directions }: FeatureSources,
  candidate: number,
  rows: Float32Array,
  from: number,
): void {
  if (candidate >= tables.itemsCount) return;
  for (let at = 0; at < TRAITS.length; at++)
    rows[from + FEATURE_AT.traits + at] = tables.traits[candidate * TRAITS.length + at] ?? 0;
  if (!tables.embedding) return;
  rows[from + FEATURE_AT.affinity] = along(directions.session, candidate, tables.embedding);
  rows[from + FEATURE_AT.affinity + 1] = along(directions.newest, candidate, tables.embedding);
}

/** Values of SESSION_NAMES. */
function sessionFeatures({ session, tables }: FeatureSources): number[] {
  const scored = session.newestFirst.length;
  const newest = session.newestFirst[0] ?? -1;
  const trait = (name: Trait): number =>
    newest < 0 ? 0 : (tables.traits[newest * TRAITS.length + TRAITS.indexOf(name)] ?? 0);
  return [
    session.length,
    session.items.length,
    scored - session.items.length,
    trait('sessions'),
    trait('sessions32'),
    trait('repeats'),
    trait('exits'),
    Math.log(1 + session.sinceSecondSeconds),
    Math.log(1 + session.sinceStartSeconds),
  ];
}
