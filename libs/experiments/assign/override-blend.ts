import type { AffinityWeights, AgainWeights, Blend, BlendTerm } from '#libs/blending';
import type { Override } from '../file/override-schema.js';

type Weights = Blend['byLength'][number]['weights'];
type Column = BlendTerm['column'];
type Source = keyof NonNullable<Override['sources']>;

/** The columns that speak as one source; `again` speaks without a column. */
const COLUMNS_OF: Readonly<
  Record<Exclude<Source, 'again' | 'embedding' | 'traits' | 'trees'>, readonly Column[]>
> = {
  next: ['f1'],
  soon: ['f2', 'f3', 'fd'],
  before: ['bd'],
  together: ['co'],
};

const SILENT: AgainWeights = { newest: 0, second: 0, earlier: 0, repeated: 0 };
const UNLIKE: AffinityWeights = { session: 0, newest: 0 };

/** @returns the blend with what an override changes of its weights, for sessions of every length; itself where that is nothing. */
export function overrideBlend(blend: Blend, { blend: changes, sources }: Override): Blend {
  if (!changes && !sources) return blend;
  return {
    shrinkage: changes?.shrinkage ?? blend.shrinkage,
    interactions: laidOver(blend.interactions, changes?.interactions),
    byLength: blend.byLength.map(({ upTo, weights }) => ({
      upTo,
      weights: overrideWeights(weights, changes, sources),
    })),
  };
}

function overrideWeights(
  weights: Weights,
  changes: Override['blend'],
  sources: Override['sources'],
): Weights {
  const silent = silentColumns(sources);
  const factorOf = (column: Column): number => (silent.has(column) ? 0 : (changes?.columns?.[column] ?? 1));
  return {
    terms: (changes?.terms ?? weights.terms).map((term) => ({
      ...term,
      weight: term.weight * factorOf(term.column),
    })),
    again: sources?.again === false ? SILENT : laidOver(weights.again, changes?.again),
    epsilon: changes?.epsilon ?? weights.epsilon,
    affinity: sources?.embedding === false ? UNLIKE : laidOver(weights.affinity, changes?.affinity),
    traits: sources?.traits === false ? {} : laidOver(weights.traits, changes?.traits),
  };
}

function silentColumns(sources: Override['sources']): ReadonlySet<Column> {
  const columns = Object.entries(COLUMNS_OF) as [keyof typeof COLUMNS_OF, readonly Column[]][];
  return new Set(columns.flatMap(([source, columns]) => (sources?.[source] === false ? columns : [])));
}

/** The weights, with those that are given instead. */
function laidOver<W extends object>(weights: W, given: { [K in keyof W]?: W[K] | undefined } = {}): W {
  const told = Object.entries(given).filter(([, weight]) => weight !== undefined);
  return { ...weights, ...Object.fromEntries(told) };
}

/**
 * @returns whether the trees still re-rank. They were learned on what the learned weights put first, so with other weights they keep
 * still, or they would undo what is tried; `sources.trees` says otherwise.
 */
export function keepsTrees({ blend, sources = {} }: Override): boolean {
  const { trees, ...others } = sources;
  return trees ?? (blend === undefined && !Object.values(others).includes(false));
}
