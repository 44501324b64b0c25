import { FreshetError } from '#libs/contracts';
import type { AffinityWeights, AgainWeights, Blend, BlendTerm, Decay } from './blend.js';
import { COLUMNS } from './co-watch-tables.js';
import { TRAITS, type Trait } from './item-traits.js';
import type { InteractionWeights } from './session-interaction.js';

/**
 * Takes a blend from JSON. A blend that passes never scores NaN or an infinity.
 * @throws FreshetError FRESHET_TABLES_CORRUPT naming what is wrong.
 */
export function parseBlend(json: unknown): Blend {
  const { shrinkage, interactions, byLength } = recordOf(json, 'blend');
  const buckets = arrayOf(byLength, 'blend.byLength').map((bucket, at) =>
    bucketOf(bucket, `byLength[${at}]`),
  );
  const lengths = buckets.map(({ upTo }) => upTo ?? Infinity);
  if (lengths.at(-1) !== Infinity || lengths.some((upTo, at) => at > 0 && upTo <= (lengths[at - 1] ?? 0)))
    throw corrupt('blend.byLength must ascend and end with null');
  return {
    shrinkage: weightOf(shrinkage, 'shrinkage'),
    interactions: interactionsOf(interactions, 'interactions'),
    byLength: buckets,
  };
}

function interactionsOf(json: unknown, path: string): InteractionWeights {
  const { view, watch, progress, cart, purchase } = recordOf(json, path);
  return {
    view: weightOf(view, `${path}.view`),
    watch: weightOf(watch, `${path}.watch`),
    progress: weightOf(progress, `${path}.progress`),
    cart: weightOf(cart, `${path}.cart`),
    purchase: weightOf(purchase, `${path}.purchase`),
  };
}

function bucketOf(json: unknown, path: string): Blend['byLength'][number] {
  const { upTo, weights } = recordOf(json, path);
  const { terms, again, epsilon, affinity, traits } = recordOf(weights, `${path}.weights`);
  if (upTo !== null && !(Number.isInteger(upTo) && Number(upTo) > 0))
    throw corrupt(`${path}.upTo must be a whole number above 0 or null`);
  if (weightOf(epsilon, `${path}.epsilon`) === 0) throw corrupt(`${path}.epsilon must be above 0`);
  return {
    upTo: upTo === null ? null : Number(upTo),
    weights: {
      terms: arrayOf(terms, `${path}.terms`).map((json, at) => termOf(json, `${path}.terms[${at}]`)),
      again: againOf(again, `${path}.again`),
      epsilon: Number(epsilon),
      affinity: affinityOf(affinity, `${path}.affinity`),
      traits: traitsOf(traits, `${path}.traits`),
    },
  };
}

function againOf(json: unknown, path: string): AgainWeights {
  const { newest, second, earlier, repeated } = recordOf(json, path);
  return {
    newest: weightOf(newest, `${path}.newest`),
    second: weightOf(second, `${path}.second`),
    earlier: weightOf(earlier, `${path}.earlier`),
    repeated: weightOf(repeated, `${path}.repeated`),
  };
}

function affinityOf(json: unknown, path: string): AffinityWeights {
  const { session, newest } = recordOf(json, path);
  return {
    session: signedOf(session, `${path}.session`),
    newest: signedOf(newest, `${path}.newest`),
  };
}

function traitsOf(json: unknown, path: string): Partial<Record<Trait, number>> {
  const weights: Partial<Record<Trait, number>> = {};
  for (const [name, weight] of Object.entries(recordOf(json, path))) {
    const known = TRAITS.find((trait) => trait === name);
    if (known === undefined) throw corrupt(`${path}.${name} is no trait; they are ${TRAITS.join(', ')}`);
    weights[known] = signedOf(weight, `${path}.${name}`);
  }
  return weights;
}

function termOf(json: unknown, path: string): BlendTerm {
  const { column, decay, byRarity, weight } = recordOf(json, path);
  const known = COLUMNS.find((name) => name === column);
  if (known === undefined) throw corrupt(`${path}.column must be one of ${COLUMNS.join(', ')}`);
  if (typeof byRarity !== 'boolean') throw corrupt(`${path}.byRarity must be true or false`);
  return { column: known, decay: decayOf(decay, path), byRarity, weight: weightOf(weight, `${path}.weight`) };
}

function decayOf(json: unknown, path: string): Decay {
  const { kind, place, rate } = recordOf(json, `${path}.decay`);
  if (kind === 'reciprocal') return { kind };
  if (kind === 'only' && typeof place === 'number' && Number.isInteger(place) && place >= 0)
    return { kind, place };
  if (kind === 'geometric' && typeof rate === 'number' && rate >= 0 && rate <= 1) return { kind, rate };
  throw corrupt(`${path}.decay must be only, geometric or reciprocal`);
}

/** Far beyond any weight that means something, far below what a sum of 20 rows could make infinite. */
const WEIGHT_MAX = 1e9;

function weightOf(json: unknown, path: string): number {
  if (typeof json === 'number' && json >= 0 && json <= WEIGHT_MAX) return json;
  throw corrupt(`${path} must be a number from 0 to ${WEIGHT_MAX}`);
}

function signedOf(json: unknown, path: string): number {
  if (typeof json === 'number' && Math.abs(json) <= WEIGHT_MAX) return json;
  throw corrupt(`${path} must be a number from -${WEIGHT_MAX} to ${WEIGHT_MAX}`);
}

function recordOf(json: unknown, path: string): Record<string, unknown> {
  if (typeof json === 'object' && json !== null) return json as Record<string, unknown>;
  throw corrupt(`${path} must be an object`);
}

function arrayOf(json: unknown, path: string): readonly unknown[] {
  if (Array.isArray(json) && json.length > 0) return json;
  throw corrupt(`${path} must be a list with at least one entry`);
}

function corrupt(reason: string): FreshetError {
  return new FreshetError(
    'FRESHET_TABLES_CORRUPT',
    `The blend can't be used: ${reason}. Build the tables again.`,
  );
}
