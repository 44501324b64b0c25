import { z } from 'zod';
import { COLUMNS, TRAITS } from '#libs/blending';
import { isItem, LIMITS, STRATEGIES } from '#libs/contracts';

/** Far beyond any weight that means something; the bound that tables put on theirs. */
const WEIGHT_MAX = 1e9;
/** Places of a session that a decay can single out: those that scoring looks at. */
const PLACE_MAX = 19;

const weight = z.number().min(0).max(WEIGHT_MAX);

const decay = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('only'),
    place: z.int().min(0).max(PLACE_MAX).meta({ description: 'The one place that counts, 0 the newest.' }),
  }),
  z.strictObject({
    kind: z.literal('geometric'),
    rate: z.number().min(0).max(1).meta({ description: 'Each older place counts this much of the next.' }),
  }),
  z.strictObject({ kind: z.literal('reciprocal') }),
]);

const term = z.strictObject({
  column: z.enum(COLUMNS).meta({ description: 'The column of the co-watch tables.' }),
  decay,
  byRarity: z.boolean().default(false).meta({ description: 'Whether rare session items count more.' }),
  weight,
});

const again = z.strictObject({
  newest: weight.optional(),
  second: weight.optional(),
  earlier: weight.optional(),
  repeated: weight.optional(),
});

const signed = z.number().min(-WEIGHT_MAX).max(WEIGHT_MAX);

const columns = optionalOf(COLUMNS, weight);

/** A mapping that may have any of the names. */
function optionalOf<N extends string, T extends z.ZodType>(
  names: readonly N[],
  value: T,
): z.ZodObject<Record<N, z.ZodOptional<T>>, z.core.$strict> {
  const entries = names.map((name) => [name, value.optional()]);
  return z.strictObject(Object.fromEntries(entries) as Record<N, z.ZodOptional<T>>);
}

const blend = z
  .strictObject({
    shrinkage: weight.optional().meta({ description: "Sessions added to an item's own before dividing." }),
    epsilon: z
      .number()
      .positive()
      .max(WEIGHT_MAX)
      .optional()
      .meta({ description: 'What every candidate starts with.' }),
    again: again.optional().meta({ description: 'What an item of the session itself gets.' }),
    interactions: optionalOf(['view', 'watch', 'progress', 'cart', 'purchase'], weight)
      .optional()
      .meta({ description: 'What an interaction of the session counts, a view being 1.' }),
    affinity: optionalOf(['session', 'newest'], signed).optional().meta({
      description: "What likeness in the embedding counts, to the session's items and to the newest one.",
    }),
    traits: optionalOf(TRAITS, signed)
      .optional()
      .meta({ description: "What an item's own statistics count." }),
    columns: columns
      .optional()
      .meta({ description: 'By column: what its learned weights are multiplied with; 1 changes nothing.' }),
    terms: z
      .array(term)
      .min(1)
      .max(50)
      .optional()
      .meta({ description: 'Replaces the learned terms, for sessions of every length.' }),
  })
  .meta({ description: 'Weights of the blend; what is left out stays as it was learned.' });

const onOrOff = z.boolean().optional();

const sources = z
  .strictObject({
    next: onOrOff,
    soon: onOrOff,
    before: onOrOff,
    together: onOrOff,
    again: onOrOff,
    embedding: onOrOff.meta({ description: 'Likeness in the embedding.' }),
    traits: onOrOff.meta({ description: "An item's own statistics." }),
    trees: onOrOff.meta({
      description:
        'The trees that put the best 40 into their order. They were learned with the learned weights: where others are changed they keep still, unless this is true.',
    }),
  })
  .meta({ description: 'false silences a source; true leaves it as it is.' });

const filters = z
  .strictObject({
    seen: z.boolean().optional().meta({ description: 'Leave out every item of the session.' }),
    current: z.boolean().optional().meta({ description: 'Leave out the item on the page.' }),
    exclude: z
      .array(z.string().refine(isItem, { error: 'must be 1 to 256 bytes without control characters' }))
      .max(LIMITS.excludeItemsMax)
      .optional()
      .meta({ description: 'Items left out, beside those that the site leaves out.' }),
  })
  .meta({ description: "Instead of the site's own filters." });

/** What a variation changes for its units; what is left out stays as it is for everyone. */
export const overrideSchema = z
  .strictObject({
    strategy: z.enum(STRATEGIES).optional().meta({
      description:
        'Where the ladder starts: rungs above are not asked, those below still catch. popular shows what personalising is worth.',
    }),
    limit: z
      .int()
      .min(LIMITS.slateItemsMin)
      .max(LIMITS.slateItemsMax)
      .optional()
      .meta({
        description:
          "Items in a slate, instead of the number that was asked for; of a shared one, the first variation's.",
      }),
    tables: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'A version of the co-watch tables, instead of the one in service.' }),
    filters: filters.optional(),
    sources: sources.optional(),
    blend: blend.optional(),
  })
  .meta({ description: 'What this variation changes.' });

export type Override = z.output<typeof overrideSchema>;
