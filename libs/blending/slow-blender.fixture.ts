import { EVIDENCE, type Blend, type BlendWeights, type Decay } from './blend.js';
import { RERANKED_MAX, type SlateBounds } from './blender.js';
import { CANDIDATE_FEATURES } from './candidate-features.js';
import { COLUMNS, LEVELS, type Column, type CoWatchTables } from './co-watch-tables.js';
import { TRAITS } from './item-traits.js';
import { SCORED_INTERACTIONS_MAX, weightOf, type SessionInteraction } from './session-interaction.js';

/**
 * Scoring as the recipe says it: maps and lists throughout, no accumulators that are used again, no bounded list, nothing folded
 * but the sums whose order decides the last bit.
 */
export class SlowBlender {
  private readonly newestFirst: readonly SessionInteraction[];
  private readonly distinct: readonly string[];
  private readonly weights: BlendWeights;

  constructor(
    private readonly tables: CoWatchTables,
    private readonly blend: Blend,
    private readonly session: readonly SessionInteraction[],
  ) {
    this.newestFirst = session.slice(-SCORED_INTERACTIONS_MAX).reverse();
    this.distinct = [...new Set(this.newestFirst.map(({ item }) => item))];
    const bucket = blend.byLength.find(({ upTo }) => this.newestFirst.length <= (upTo ?? Infinity));
    if (!bucket) throw new Error('no weights');
    this.weights = bucket.weights;
  }

  /** [item, score], best first. */
  slate(bounds: SlateBounds): [string, number][] {
    const first = this.firstSlate(bounds);
    const { forest } = this.tables;
    if (!forest) return first.slice(0, bounds.limit);
    const chosen = first.slice(0, RERANKED_MAX);
    const reranked = chosen
      .map(([item], rank): [string, number] => [item, this.treesOf(item, rank, chosen)])
      .sort((a, b) => b[1] - a[1] || this.orderOf(a[0]) - this.orderOf(b[0]));
    const lift = (reranked.at(-1)?.[1] ?? 0) - (chosen.at(-1)?.[1] ?? 0);
    const rest = first.slice(RERANKED_MAX).map(([item, score]): [string, number] => [item, score + lift]);
    return [...reranked, ...rest].slice(0, bounds.limit);
  }

  /** What one item of the session adds to a candidate's mix. */
  shareOf(item: string, candidate: string): number {
    const spoken = this.termsOf(item, candidate);
    return spoken.reduce((sum, share) => sum + share, item === candidate ? this.again(item) : 0);
  }

  private firstSlate({ limit, blocked }: SlateBounds): [string, number][] {
    const { tables } = this;
    const candidates = new Set<string>();
    for (const item of this.distinct)
      for (const neighbour of this.rowOf(item).keys()) candidates.add(neighbour);
    for (const item of this.distinct) candidates.add(item);
    for (const item of this.distinct.slice(0, 3))
      for (const near of this.nearestOf(item)) candidates.add(near);
    for (const favourite of tables.favourites) candidates.add(tables.itemAt(favourite));
    const showing = (): string[] => [...candidates].filter((item) => !blocked.has(item));
    for (const index of tables.popular) if (showing().length < limit) candidates.add(tables.itemAt(index));
    return showing()
      .map((item): [string, number] => [item, this.firstScore(item)])
      .sort((a, b) => b[1] - a[1] || this.orderOf(a[0]) - this.orderOf(b[0]));
  }

  private firstScore(candidate: string): number {
    let evidence = 0;
    for (const item of this.distinct) {
      const [first = 0, ...others] = this.termsOf(item, candidate);
      evidence += others.reduce((sum, term) => sum + term, first);
    }
    if (this.distinct.includes(candidate)) evidence += this.again(candidate);
    const mix = Math.log(this.weights.epsilon + evidence);
    const weights = TRAITS.map((name) => this.weights.traits[name] ?? 0);
    const hasProfiles = this.tables.embedding !== null || weights.some((weight) => weight !== 0);
    if (!hasProfiles || this.tables.indexOf(candidate) < 0) return mix;
    return mix + (this.along(this.blended(), candidate) + this.traitsScore(weights, candidate));
  }

  private traitsScore(weights: readonly number[], candidate: string): number {
    const { profiles, traitRanges } = this.tables;
    const index = this.tables.indexOf(candidate);
    const base = weights.reduce((sum, weight, at) => sum + weight * (traitRanges[2 * at] ?? 0), 0);
    const { codes, step } = inSteps(weights.map((weight, at) => weight * (traitRanges[2 * at + 1] ?? 0)));
    return base + step * codes.reduce((sum, code, at) => sum + code * profiles.traitCode(index, at), 0);
  }

  private treesOf(item: string, rank: number, chosen: readonly [string, number][]): number {
    const features = this.featuresOf(item, rank, (chosen[rank]?.[1] ?? 0) - (chosen[0]?.[1] ?? 0));
    const { forest } = this.tables;
    const answer = (node: number): number => {
      const left = forest?.lefts[node] ?? 0;
      const value = forest?.values[node] ?? 0;
      if (left === 0) return value;
      return answer((features[forest?.features[node] ?? 0] ?? 0) <= value ? left : left + 1);
    };
    return [...(forest?.roots ?? [])].reduce((sum, root) => sum + answer(root), 0);
  }

  private featuresOf(item: string, rank: number, belowBest: number): number[] {
    const { tables, newestFirst, distinct, session } = this;
    const known = tables.indexOf(item) >= 0;
    const places = newestFirst.flatMap((other, place) => (other.item === item ? [place] : []));
    const newest = newestFirst[0]?.item ?? '';
    const newestTraits = TRAITS.map((_, at) => this.traitsOf(newest)[at] ?? 0);
    const trait = (name: (typeof TRAITS)[number]): number => newestTraits[TRAITS.indexOf(name)] ?? 0;
    const ago = (other: SessionInteraction | undefined): number =>
      Math.max(0, (session.at(-1)?.atSeconds ?? 0) - (other ?? session.at(-1) ?? { atSeconds: 0 }).atSeconds);
    const far = SCORED_INTERACTIONS_MAX;
    const features = [
      ...EVIDENCE.map((_, at) => this.evidenceOf(at, item)),
      ...(known && tables.embedding
        ? [this.along(inSteps(this.direction()), item), this.along(this.newest(), item)]
        : [0, 0]),
      ...(known ? this.traitsOf(item) : TRAITS.map(() => 0)),
      places.length > 0 ? 1 : 0,
      places[0] ?? far,
      places.at(-1) ?? far,
      places[0] === 0 ? 1 : 0,
      places.includes(1) ? 1 : 0,
      places.length,
      distinct.filter((other) => this.rowOf(other).has(item)).length,
      session.length,
      distinct.length,
      newestFirst.length - distinct.length,
      trait('sessions'),
      trait('sessions32'),
      trait('repeats'),
      trait('exits'),
      Math.log(1 + ago(session.at(-2))),
      Math.log(1 + ago(session[0])),
      belowBest,
      rank,
    ];
    if (features.length !== CANDIDATE_FEATURES.length) throw new Error('a feature is missing');
    return features.map(Math.fround);
  }

  /** One column with one decay, over the session: summed in single precision, newest item first. */
  private evidenceOf(at: number, candidate: string): number {
    const { column, decay, byRarity } = EVIDENCE[at] ?? { column: 'f1', decay: decayOf(0), byRarity: false };
    let sum = 0;
    for (const item of this.distinct) {
      const entry = this.rowOf(item).get(candidate);
      if (entry === undefined) continue;
      const decayed = this.placesOf(item).reduce(
        (total, [place, weight]) => total + weight * shareAt(decay, place),
        0,
      );
      const factor = ((byRarity ? this.rarity(item) : 1) * decayed) / this.shrunk(item);
      sum = Math.fround(sum + factor * this.sumOf(column, entry));
    }
    return sum;
  }

  /** What an item says for a candidate, column by column; nothing where its row does not hold the candidate. */
  private termsOf(item: string, candidate: string): number[] {
    const entry = this.rowOf(item).get(candidate);
    if (entry === undefined) return [];
    return COLUMNS.map((column) => this.coefficient(item, column) * this.sumOf(column, entry));
  }

  private coefficient(item: string, column: Column): number {
    const anyRarity = this.weights.terms.some((term) => term.byRarity && term.weight > 0);
    const weightAt = (place: number, byRarity: boolean): number =>
      this.weights.terms
        .filter((term) => term.column === column && term.byRarity === byRarity)
        .reduce((sum, term) => sum + term.weight * shareAt(term.decay, place), 0);
    const sum = this.placesOf(item).reduce(
      (total, [place, weight]) =>
        total +
        weight * (weightAt(place, false) + (anyRarity ? this.rarity(item) : 0) * weightAt(place, true)),
      0,
    );
    return sum / this.shrunk(item);
  }

  private again(item: string): number {
    const { newest, second, earlier, repeated } = this.weights.again;
    const places = this.placesOf(item);
    const n = places[0]?.[0] ?? 0;
    const base = n === 0 ? newest : n === 1 ? second : earlier / (1 + n);
    return base + repeated * (places.length - 1);
  }

  private placesOf(item: string): [place: number, weight: number][] {
    return this.newestFirst.flatMap((other, place): [number, number][] =>
      other.item === item ? [[place, weightOf(other, this.blend.interactions)]] : [],
    );
  }

  /** Where the entries of a row are, by neighbour. */
  private rowOf(item: string): Map<string, number> {
    const { rowOffsets, neighbours } = this.tables;
    const index = this.tables.indexOf(item);
    const entries = [...neighbours.keys()].filter(
      (at) => index >= 0 && at >= (rowOffsets[index] ?? 0) && at < (rowOffsets[index + 1] ?? 0),
    );
    return new Map(entries.map((at) => [this.tables.itemAt(neighbours[at] ?? 0), at]));
  }

  private nearestOf(item: string): string[] {
    const { embedding } = this.tables;
    const index = this.tables.indexOf(item);
    if (!embedding || index < 0) return [];
    const { nearest, nearestCount } = embedding;
    return [...nearest.slice(index * nearestCount, (index + 1) * nearestCount)].map((at) =>
      this.tables.itemAt(at),
    );
  }

  /** What a column says at an entry. */
  private sumOf(column: Column, entry: number): number {
    const { codes, levels } = this.tables;
    const at = COLUMNS.indexOf(column);
    return levels[at * LEVELS + (codes[entry * COLUMNS.length + at] ?? 0)] ?? 0;
  }

  /** The unit vector of the session. */
  private direction(): number[] {
    const { embedding } = this.tables;
    if (!embedding) return [];
    const { profiles } = this.tables;
    const { dimensions } = profiles;
    const { placeWeights, lengths } = embedding;
    let sum = Array.from({ length: dimensions }, () => 0);
    this.newestFirst.slice(0, placeWeights.length / dimensions).forEach(({ item }, place) => {
      const index = this.tables.indexOf(item);
      if (index < 0) return;
      const length = (lengths[index] ?? 0) * profiles.scaleOf(index);
      const { codes } = this.vectorOf(item);
      sum = sum.map(
        (value, d) => value + (placeWeights[place * dimensions + d] ?? 0) * length * (codes[d] ?? 0),
      );
    });
    const square = sum.reduce((total, value) => total + value * value, 0);
    return square > 0 ? sum.map((value) => value / Math.sqrt(square)) : sum;
  }

  private newest(): Steps {
    return this.vectorOf(this.newestFirst[0]?.item ?? '');
  }

  private blended(): Steps {
    const { session, newest } = this.weights.affinity;
    const { codes, step } = this.newest();
    return inSteps(this.direction().map((value, d) => session * value + newest * step * (codes[d] ?? 0)));
  }

  private vectorOf(item: string): Steps {
    const index = this.tables.indexOf(item);
    const { profiles } = this.tables;
    const codes = Array.from({ length: profiles.dimensions }, (_, d) =>
      index < 0 ? 0 : profiles.vectorCode(index, d),
    );
    return { codes, step: index < 0 ? 0 : profiles.scaleOf(index) };
  }

  private along(direction: Steps, item: string): number {
    const { codes, step } = this.vectorOf(item);
    return direction.step * step * codes.reduce((sum, code, d) => sum + code * (direction.codes[d] ?? 0), 0);
  }

  private traitsOf(item: string): number[] {
    const index = this.tables.indexOf(item);
    return index < 0 ? [] : TRAITS.map((_, at) => this.traitOf(index, at));
  }

  private traitOf(index: number, at: number): number {
    const { profiles, traitRanges } = this.tables;
    return Math.fround(
      (traitRanges[2 * at] ?? 0) + (traitRanges[2 * at + 1] ?? 0) * profiles.traitCode(index, at),
    );
  }

  private shrunk(item: string): number {
    return (this.tables.itemSessions[this.tables.indexOf(item)] ?? 0) + this.blend.shrinkage;
  }

  private rarity(item: string): number {
    const { sessionsCount, itemSessions } = this.tables;
    const sessions = itemSessions[this.tables.indexOf(item)] ?? 0;
    return Math.log((sessionsCount + 1) / (sessions + 1)) / Math.log(sessionsCount + 1);
  }

  /** Known items by index, then the others, newest first. */
  private orderOf(item: string): number {
    const index = this.tables.indexOf(item);
    return index >= 0 ? index : this.tables.itemsCount + this.distinct.indexOf(item);
  }
}

/** A vector in whole steps. */
interface Steps {
  readonly codes: readonly number[];
  readonly step: number;
}

function inSteps(values: readonly number[]): Steps {
  const most = Math.max(0, ...values.map(Math.abs));
  const step = most < 1e-290 ? 0 : most / 32_767;
  return { step, codes: values.map((value) => (step === 0 ? 0 : Math.round(value / step))) };
}

function decayOf(place: number): Decay {
  return { kind: 'only', place };
}

function shareAt(decay: Decay, place: number): number {
  if (decay.kind === 'reciprocal') return 1 / (place + 1);
  if (decay.kind === 'only') return place === decay.place ? 1 : 0;
  return Array.from({ length: place }, () => decay.rate).reduce((power, rate) => power * rate, 1);
}
