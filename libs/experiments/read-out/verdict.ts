import type { Experiment } from '../file/experiment-schema.js';
import type { Interval } from './compare.js';
import {
  primaryOf,
  weightsOf,
  type ExperimentSums,
  type MetricReading,
  type Soundness,
  type VariationReading,
} from './readings.js';
import { unitsNeeded } from './units-needed.js';
import { labelOf, percent } from './words.js';

/** What to do, and why, in a sentence or two. */
export interface Verdict {
  /** `keep` a variation, `stop` the test and stay with the control, `wait`, or `distrust` the data. */
  readonly decision: 'keep' | 'stop' | 'wait' | 'distrust';
  /** The variation to keep; null for everything else. */
  readonly variation: string | null;
  /** Days still needed at this traffic, for `wait`; null where it is not known, or would take longer than anyone waits. */
  readonly moreDays: number | null;
  readonly sentence: string;
}

export interface Evidence {
  readonly experiment: Experiment;
  readonly sums: ExperimentSums;
  readonly variations: readonly VariationReading[];
  readonly soundness: Soundness;
  readonly alpha: number;
}

/** What is known of one variation. */
interface Finding {
  readonly reading: VariationReading;
  readonly kind: 'better' | 'worse' | 'harmful' | 'same' | 'open';
  readonly sentence: string;
}

/** Intervals made for large samples say nothing of fewer units than this in a group. */
const UNITS_MIN = 100;
/** Nobody waits longer. */
const DAYS_MAX = 365;

/** Decides by the always-valid intervals alone, so that it may be asked every day. */
export function judge(evidence: Evidence): Verdict {
  const fault = faultOf(evidence.soundness);
  if (fault !== null) return { decision: 'distrust', variation: null, moreDays: null, sentence: fault };
  const findings = evidence.variations.map((reading) => findingOf(evidence, reading));
  const best = findings
    .filter(({ kind }) => kind === 'better')
    .sort((a, b) => upliftOf(b.reading) - upliftOf(a.reading))[0];
  if (best) return { decision: 'keep', variation: best.reading.key, moreDays: null, sentence: best.sentence };
  const open = findings.filter(({ kind }) => kind === 'open');
  if (open.length > 0) return waiting(evidence, open);
  const sentence = findings.map((finding) => finding.sentence).join(' ');
  return { decision: 'stop', variation: null, moreDays: null, sentence };
}

function faultOf({ sampleRatio, several }: Soundness): string | null {
  if (sampleRatio.isAlarm)
    return 'Do not trust these numbers: the variations did not get their shares of the units, so some were lost or counted twice. Find out why first.';
  if (several.isAlarm)
    return `Do not trust these numbers: ${percent(several.share)} of the units saw several variations. Find out why first.`;
  return null;
}

function findingOf({ experiment, sums }: Evidence, reading: VariationReading): Finding {
  const { key } = reading;
  const primary = primaryOf(reading);
  const interval = primary?.comparison?.sequentialInterval;
  const control = sums.variations[0]?.units ?? 0;
  if (!primary || !interval || Math.min(control, reading.units) < UNITS_MIN)
    return { reading, kind: 'open', sentence: `${key} has too little data.` };
  const label = labelOf(primary.metric);
  const harmed = reading.readings.find(isHarmed);
  if (harmed?.comparison) {
    const range = rangeOf(harmed.comparison.sequentialInterval);
    return {
      reading,
      kind: 'harmful',
      sentence: `Stop ${key}: it lowers ${labelOf(harmed.metric)}, a guardrail, by ${range}.`,
    };
  }
  if (interval[0] > 0)
    return { reading, kind: 'better', sentence: `Keep ${key}: it raises ${label} by ${rangeOf(interval)}.` };
  if (interval[1] < 0)
    return { reading, kind: 'worse', sentence: `Stop ${key}: it lowers ${label} by ${rangeOf(interval)}.` };
  const smallest = experiment.metrics.minimumEffect;
  if (Math.max(-interval[0], interval[1]) < smallest) {
    const sentence = `Stop ${key}: whatever it does to ${label} is less than ${percent(smallest)}, which you said is not worth acting on.`;
    return { reading, kind: 'same', sentence };
  }
  return {
    reading,
    kind: 'open',
    sentence: `${key} may change ${label} by anything from ${percent(interval[0])} to ${percent(interval[1])}.`,
  };
}

function isHarmed({ role, comparison }: MetricReading): boolean {
  return role === 'guardrail' && comparison !== null && comparison.sequentialInterval[1] < 0;
}

function waiting(evidence: Evidence, open: readonly Finding[]): Verdict {
  const moreDays = Math.max(...open.map(({ reading }) => moreDaysOf(evidence, reading)));
  const said = open.map(({ sentence }) => sentence).join(' ');
  const smallest = percent(evidence.experiment.metrics.minimumEffect);
  if (!(moreDays <= DAYS_MAX)) {
    const sentence = `${said} At this traffic a change of ${smallest} can't be seen within a year: test something bolder, or accept a larger minimumEffect.`;
    return { decision: 'wait', variation: null, moreDays: null, sentence };
  }
  const days = moreDays === 1 ? '1 more day' : `${moreDays} more days`;
  const sentence = `Wait about ${days}: by then a change of ${smallest} or more would show. ${said}`;
  return { decision: 'wait', variation: null, moreDays, sentence };
}

/** Days until a change worth acting on would show, at the traffic and spread seen so far; at least 1, Infinity for never. */
function moreDaysOf({ experiment, sums, alpha }: Evidence, reading: VariationReading): number {
  const [control] = sums.variations;
  const units = (control?.units ?? 0) + reading.units;
  const weights = weightsOf(experiment);
  const at = experiment.variations.findIndex(({ key }) => key === reading.key);
  const shares = [weights[0] ?? 0, weights[at] ?? 0] as const;
  if (!control || units === 0 || sums.days <= 0 || Math.min(...shares) <= 0) return Infinity;
  const { metrics } = experiment;
  const { everyLook } = unitsNeeded({
    baseline: control.metrics[metrics.primary],
    shares,
    effect: metrics.minimumEffect,
    setting: { alpha },
  });
  return Math.max(1, Math.ceil(((everyLook - units) / units) * sums.days));
}

function upliftOf(reading: VariationReading): number {
  return primaryOf(reading)?.comparison?.uplift ?? 0;
}

/** `4 % to 12 %`, smaller first, without signs: the sentence says which way. */
function rangeOf([low, high]: Interval): string {
  const [least, most] = [Math.abs(low), Math.abs(high)].sort((a, b) => a - b);
  return `${percent(least ?? 0)} to ${percent(most ?? 0)}`;
}
