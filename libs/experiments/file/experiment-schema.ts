import { z } from 'zod';
import { SITE_PATTERN } from '#libs/contracts';
import { METRICS } from '../read-out/metrics.js';
import { overrideSchema } from './override-schema.js';

/** The field's own bounds, so that a slate record stays small whatever the file says. */
const EXPERIMENTS_MAX = 100;
const VARIATIONS_MAX = 10;
const NAME_CHARS_MAX = 64;
const TEXT_CHARS_MAX = 500;
/** A month: what comes later has other reasons. */
const WITHIN_HOURS_MAX = 24 * 31;

const NAME_PATTERN = /^[a-z0-9][a-z0-9-]*$/;

const share = z.number().min(0).max(1);
const name = z.string().max(NAME_CHARS_MAX).regex(NAME_PATTERN);
const metric = z.enum(METRICS.map((known) => known.name));

const variation = z.strictObject({
  key: name.meta({ description: 'What answers call the variation.' }),
  weight: share.optional().meta({
    description: 'Its share of the units. Leave out all weights of an experiment for equal shares.',
  }),
  override: overrideSchema.optional(),
});

const namespace = z
  .strictObject({
    name: name.meta({ description: 'Experiments of one namespace share its units out.' }),
    from: share,
    to: share,
  })
  .meta({ description: 'The part of a namespace that the experiment takes: [from, to).' });

const metrics = z
  .strictObject({
    primary: metric.default('click-through').meta({ description: 'What decides.' }),
    guardrails: z
      .array(metric)
      .max(METRICS.length)
      .default([])
      .meta({ description: 'What must not get worse.' }),
    minimumEffect: z
      .number()
      .min(0.001)
      .max(1)
      .default(0.05)
      .meta({ description: 'Smallest relative change worth acting on: 0.05 is 5 %.' }),
    withinHours: z
      .number()
      .positive()
      .max(WITHIN_HOURS_MAX)
      .default(24)
      .meta({ description: 'How long after a slate what its unit does is credited to it.' }),
  })
  .meta({ description: 'How the experiment is judged.' });

const experimentSchema = z
  .strictObject({
    key: name.meta({ description: 'What answers call the experiment, and the seed of its assignment.' }),
    hypothesis: z
      .string()
      .min(1)
      .max(TEXT_CHARS_MAX)
      .meta({ description: 'What you expect, in a sentence.' }),
    site: z.string().regex(SITE_PATTERN).meta({ description: 'A site of config/freshet.yaml.' }),
    kind: z.enum(['ab', 'interleave']).default('ab').meta({
      description: 'ab: every unit sees one variation. interleave: two variations share every slate.',
    }),
    unit: z.enum(['session', 'visitor']).default('session').meta({
      description: 'Who keeps a variation: a session, or a device over all its sessions.',
    }),
    status: z.enum(['draft', 'running', 'stopped']).meta({ description: 'Only running ones apply.' }),
    coverage: share
      .default(1)
      .meta({ description: 'Share of the units that take part. Raising it moves nobody.' }),
    seed: z
      .string()
      .min(1)
      .max(TEXT_CHARS_MAX)
      .optional()
      .meta({ description: 'Seed of the assignment, when it should not be the key.' }),
    namespace: namespace.optional(),
    variations: z
      .array(variation)
      .min(2)
      .max(VARIATIONS_MAX)
      .meta({ description: 'The first is the control that the others are compared with.' }),
    metrics: metrics.prefault({}),
  })
  .meta({ description: 'One experiment.' });

/** The whole file: the source of its types, its checks and its published JSON Schema. */
export const experimentsFileSchema = z.strictObject({
  experiments: z.array(experimentSchema).max(EXPERIMENTS_MAX).default([]),
});

export type Experiment = z.output<typeof experimentSchema>;
export type Variation = Experiment['variations'][number];
export type ExperimentUnit = Experiment['unit'];
