import padjust from '@stdlib/stats-padjust';
import type { Experiment } from '../file/experiment-schema.js';
import { compare } from './compare.js';
import { METRICS } from './metrics.js';
import {
  primaryOf,
  weightsOf,
  type ExperimentSums,
  type MetricReading,
  type Soundness,
  type VariationReading,
  type VariationSums,
} from './readings.js';
import { SAMPLE_RATIO_ALARM, sampleRatioPValue } from './sample-ratio.js';
import { meanOf } from './statistic.js';
import { judge, type Verdict } from './verdict.js';

/** Probability that a readout calls a difference that is not there. */
export const ALPHA = 0.05;
/** More units than this share that saw several variations: the assignment did not hold. */
const SEVERAL_ALARM = 0.01;

export interface ReadOut extends Soundness {
  readonly control: { readonly key: string; readonly units: number };
  readonly variations: readonly VariationReading[];
  /** What was done about there being more than one comparison. */
  readonly correction: string;
  readonly verdict: Verdict;
}

/**
 * Reads an A/B experiment out: everything a report shows, from sums. With several variations every interval is made at
 * alpha / variations (Bonferroni) and the primary metric's p-values are corrected by Holm's method.
 */
export function readOut(experiment: Experiment, sums: ExperimentSums): ReadOut {
  const [control, ...others] = sums.variations;
  if (!control) throw new RangeError('A readout needs the sums of the control.');
  const alpha = ALPHA / Math.max(1, others.length);
  const variations = corrected(others.map((variation) => readingOf(experiment, control, variation, alpha)));
  const soundness = soundnessOf(experiment, sums);
  return {
    ...soundness,
    control: { key: control.key, units: control.units },
    variations,
    correction:
      others.length > 1
        ? `Holm for p-values, Bonferroni for intervals, ${others.length} comparisons`
        : 'none: one comparison',
    verdict: judge({ experiment, sums, variations, soundness, alpha }),
  };
}

function soundnessOf(experiment: Experiment, { variations, unitsOfSeveral }: ExperimentSums): Soundness {
  const counts = variations.map(({ units }) => units);
  const pValue = sampleRatioPValue(counts, weightsOf(experiment));
  const all = counts.reduce((sum, count) => sum + count, unitsOfSeveral);
  const share = unitsOfSeveral / Math.max(1, all);
  return {
    sampleRatio: { pValue, isAlarm: pValue < SAMPLE_RATIO_ALARM },
    several: { units: unitsOfSeveral, share, isAlarm: share > SEVERAL_ALARM },
  };
}

function readingOf(
  { metrics }: Experiment,
  control: VariationSums,
  { key, units, metrics: own }: VariationSums,
  alpha: number,
): VariationReading {
  const readings = METRICS.map(({ name }): MetricReading => {
    const isGuardrail = metrics.guardrails.includes(name);
    return {
      metric: name,
      role: name === metrics.primary ? 'primary' : isGuardrail ? 'guardrail' : 'other',
      control: meanOf(control.metrics[name]),
      value: meanOf(own[name]),
      comparison: compare(control.metrics[name], own[name], { alpha }),
      correctedPValue: null,
    };
  });
  return { key, units, readings };
}

function corrected(variations: readonly VariationReading[]): VariationReading[] {
  const pValues = variations.map((variation) => primaryOf(variation)?.comparison?.pValue ?? 1);
  const adjusted = pValues.length > 0 ? padjust(pValues, 'holm') : [];
  return variations.map((variation, at) => ({
    ...variation,
    readings: variation.readings.map((reading) =>
      reading.role === 'primary' && reading.comparison
        ? { ...reading, correctedPValue: adjusted[at] ?? 1 }
        : reading,
    ),
  }));
}
