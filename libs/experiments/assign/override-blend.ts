import type { AgainWeights, Blend, BlendTerm } from '#libs/blending';
import type { Override } from '../file/override-schema.js';

type Weights = Blend['byLength'][number]['weights'];
type Column = BlendTerm['column'];
type Source = keyof NonNullable<Override['sources']>;

/** The columns that speak as one source; `again` speaks without a column. */
const COLUMNS_OF: Readonly<Record<Exclude<Source, 'again'>, readonly Column[]>> = {
  next: ['f1'],
  soon: ['f2', 'f3', 'fd'],
  before: ['bd'],
  together: ['co'],
};

const SILENT: AgainWeights = { newest: 0, second: 0, earlier: 0, repeated: 0 };

/** @returns the blend with what an override changes of its weights, for sessions of every length; itself where that is nothing. */
export function overrideBlend(blend: Blend, { blend: changes, sources }: Override): Blend {
  if (!changes && !sources) return blend;
  return {
    shrinkage: changes?.shrinkage ?? blend.shrinkage,
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
    again: sources?.again === false ? SILENT : againOf(weights.again, changes?.again),
    epsilon: changes?.epsilon ?? weights.epsilon,
  };
}

function silentColumns(sources: Override['sources']): ReadonlySet<Column> {
  const columns = Object.entries(COLUMNS_OF) as [keyof typeof COLUMNS_OF, readonly Column[]][];
  return new Set(columns.flatMap(([source, columns]) => (sources?.[source] === false ? columns : [])));
}

function againOf(learned: AgainWeights, changes: NonNullable<Override['blend']>['again']): AgainWeights {
  return {
    newest: changes?.newest ?? learned.newest,
    second: changes?.second ?? learned.second,
    earlier: changes?.earlier ?? learned.earlier,
    repeated: changes?.repeated ?? learned.repeated,
  };
}
