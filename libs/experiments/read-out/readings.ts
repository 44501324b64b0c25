import type { Experiment } from '../file/experiment-schema.js';
import type { Comparison } from './compare.js';
import type { MetricName } from './metrics.js';
import type { Statistic } from './statistic.js';

/** What the history says of an A/B experiment, counted so far. */
export interface ExperimentSums {
  /** Days with data; a part of a day counts as its share. */
  readonly days: number;
  /** In the file's order, the control first. */
  readonly variations: readonly VariationSums[];
  /** Units that saw more than one variation; they are left out of the sums. */
  readonly unitsOfSeveral: number;
}

export interface VariationSums {
  readonly key: string;
  /** Units whose first slate said this variation. */
  readonly units: number;
  readonly metrics: Readonly<Record<MetricName, Statistic>>;
}

/** One metric of one variation beside the control's. */
export interface MetricReading {
  readonly metric: MetricName;
  readonly role: 'primary' | 'guardrail' | 'other';
  readonly control: number;
  readonly value: number;
  /** Null where nothing can be said yet. */
  readonly comparison: Comparison | null;
  /** The classical p-value after the correction; of the primary metric alone, null for others. */
  readonly correctedPValue: number | null;
}

export interface VariationReading {
  readonly key: string;
  readonly units: number;
  readonly readings: readonly MetricReading[];
}

/** Alarms under which nothing else in a readout can be believed. */
export interface Soundness {
  /** Whether units are split as configured. */
  readonly sampleRatio: { readonly pValue: number; readonly isAlarm: boolean };
  /** Units that saw more than one variation, of all. */
  readonly several: { readonly units: number; readonly share: number; readonly isAlarm: boolean };
}

/** @returns the metric that decides. */
export function primaryOf({ readings }: VariationReading): MetricReading | undefined {
  return readings.find(({ role }) => role === 'primary');
}

/** @returns the share of units that each variation is to have. */
export function weightsOf({ variations }: Experiment): number[] {
  return variations.map(({ weight }) => weight ?? 1 / variations.length);
}
