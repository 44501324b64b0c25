import { EVIDENCE } from './blend.js';
import { COLUMNS, LEVELS, type CoWatchTables } from './co-watch-tables.js';
import { decayed } from './folded-blend.js';
import type { FoldedSession, SessionItem } from './folded-session.js';
import type { Direction } from './direction.js';
import type { Mentions } from './mentions.js';
import { NO_TRAITS, traitOf, traitPlace } from './item-profiles.js';
import { TRAITS, type Trait } from './item-traits.js';
import type { Scratch } from './scratch.js';
import type { SessionDirections } from './session-directions.js';
import type { TopCandidates } from './top-candidates.js';
import { SCORED_INTERACTIONS_MAX } from './session-interaction.js';

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
/** EVIDENCE lies in the order of its columns: where each column's ends. */
const EVIDENCE_ENDS = Uint8Array.from(
  COLUMNS,
  (name) => EVIDENCE.findLastIndex(({ column }) => column === name) + 1,
);

/** What features are computed from. */
export interface FeatureSources {
  readonly session: FoldedSession;
  readonly directions: SessionDirections;
  readonly tables: CoWatchTables;
  /** The blend's. */
  readonly shrinkage: number;
  readonly scratch: Scratch;
  /** Of those that are ranked. */
  readonly mentions: Mentions;
}

/** Features of candidates: all candidates' first feature, then all their second, and so on. */
export interface FeatureRows {
  /** Candidates there is room for. Candidate c has feature f at f × width + c. */
  readonly width: number;
  readonly values: Float32Array;
}

/**
 * Writes the CANDIDATE_FEATURES of the best candidates by the first score, best first: those that are ranked, with the mentions of them.
 * @param count of candidates, at most 1,024 and at most rows.width.
 */
export function writeFeatures(
  sources: FeatureSources,
  top: TopCandidates,
  count: number,
  rows: FeatureRows,
): void {
  rows.values.fill(0);
  writeEvidence(sources, count, rows);
  writeReturns(sources, count, rows);
  writeAffinities(sources, top, count, rows);
  writeTraits(sources, top, count, rows);
  writeSession(sources, count, rows);
  const { values, width } = rows;
  for (let at = 0; at < count; at++) {
    values[FEATURE_AT.firstScore * width + at] = top.scoreAt(at) - top.scoreAt(0);
    values[(FEATURE_AT.firstScore + 1) * width + at] = at;
  }
}

/** What `setFactors` writes, for one session item at a time. */
const factors = new Float64Array(EVIDENCE.length);

/** Adds up each evidence by itself, for the chosen few. */
function writeEvidence(sources: FeatureSources, count: number, rows: FeatureRows): void {
  const { session, tables, scratch, mentions } = sources;
  const { values, width } = rows;
  const namingAt = FEATURE_AT.rowsNaming * width;
  let factorsOf = -1;
  for (let at = 0; at < mentions.count; at++) {
    const entry = mentions.entries[at] ?? 0;
    const candidate = (scratch.ranks[mentions.places[at] ?? 0] ?? 0) - 1;
    if (candidate >= count) continue;
    const item = mentions.items[at] ?? 0;
    if (item !== factorsOf) setFactors(session.items[item], sources);
    factorsOf = item;
    values[namingAt + candidate] = (values[namingAt + candidate] ?? 0) + 1;
    addEntry(entry, tables, rows, candidate);
  }
}

/** What one unit of each evidence's column is worth in the row of a session item. */
function setFactors(item: SessionItem | undefined, { tables, shrinkage }: FeatureSources): void {
  if (!item) return;
  const { index, places, weights, rarity } = item;
  const shrunk = (tables.itemSessions[index] ?? 0) + shrinkage;
  for (let at = 0; at < factors.length; at++) {
    let sum = 0;
    for (let place = 0; place < places.length; place++)
      sum += (weights[place] ?? 0) * (DECAYS[at * SCORED_INTERACTIONS_MAX + (places[place] ?? 0)] ?? 0);
    factors[at] = ((BY_RARITY[at] === 1 ? rarity : 1) * sum) / shrunk;
  }
}

/** Most columns are 0 most of the time. */
function addEntry(
  entry: number,
  { codes, levels }: CoWatchTables,
  { values, width }: FeatureRows,
  candidate: number,
): void {
  let at = 0;
  for (let column = 0; column < COLUMNS.length; column++) {
    const end = EVIDENCE_ENDS[column] ?? 0;
    const code = codes[entry * COLUMNS.length + column] ?? 0;
    const value = levels[column * LEVELS + code] ?? 0;
    for (; code !== 0 && at < end; at++) {
      const to = at * width + candidate;
      values[to] = (values[to] ?? 0) + (factors[at] ?? 0) * value;
    }
    at = end;
  }
}

function writeReturns({ session, scratch }: FeatureSources, count: number, rows: FeatureRows): void {
  const { values, width } = rows;
  for (let at = 0; at < count; at++) {
    values[(FEATURE_AT.returns + 1) * width + at] = SCORED_INTERACTIONS_MAX;
    values[(FEATURE_AT.returns + 2) * width + at] = SCORED_INTERACTIONS_MAX;
  }
  for (const { candidate, places } of session.items) {
    const rank = scratch.rankOf(candidate);
    if (rank === 0 || rank > count) continue;
    const [newest, oldest] = [places[0] ?? 0, places.at(-1) ?? 0];
    const ofReturn = [1, newest, oldest, newest === 0 ? 1 : 0, places.includes(1) ? 1 : 0, places.length];
    for (let at = 0; at < ofReturn.length; at++)
      values[(FEATURE_AT.returns + at) * width + rank - 1] = ofReturn[at] ?? 0;
  }
}

function writeAffinities(
  { tables: { itemsCount, embedding, profiles }, directions }: FeatureSources,
  top: TopCandidates,
  count: number,
  { values, width }: FeatureRows,
): void {
  if (!embedding) return;
  const write = (direction: Direction, from: number): void => {
    const affinities = profiles.scores(direction, NO_TRAITS, top.candidates, 0, count);
    for (let at = 0; at < count; at++)
      if (top.candidateAt(at) < itemsCount) values[from + at] = affinities[at] ?? 0;
  };
  write(directions.session(), FEATURE_AT.affinity * width);
  write(directions.newest, (FEATURE_AT.affinity + 1) * width);
}

function writeTraits(
  { tables }: FeatureSources,
  top: TopCandidates,
  count: number,
  { values, width }: FeatureRows,
): void {
  for (let at = 0; at < count; at++) {
    const candidate = top.candidateAt(at);
    if (candidate >= tables.itemsCount) continue;
    for (let trait = 0; trait < TRAITS.length; trait++)
      values[(FEATURE_AT.traits + trait) * width + at] = traitOf(tables, candidate, trait);
  }
}

function writeSession(sources: FeatureSources, count: number, { values, width }: FeatureRows): void {
  const ofSession = sessionFeatures(sources);
  for (let at = 0; at < ofSession.length; at++) {
    const from = (FEATURE_AT.session + at) * width;
    values.fill(ofSession[at] ?? 0, from, from + count);
  }
}

/** Values of SESSION_NAMES. */
function sessionFeatures({ session, tables }: FeatureSources): number[] {
  const scored = session.newestFirst.length;
  const newest = session.newestFirst[0] ?? -1;
  const trait = (name: Trait): number => (newest < 0 ? 0 : traitOf(tables, newest, traitPlace(name)));
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
