import type { ExperimentReport } from '#libs/experiment-results';
import { percent } from '#libs/experiments/read-out';
import { pText } from '../experiments/report-text.js';

/** Something that was looked at before the numbers are believed. */
export interface Check {
  /** `note` is for what is neither right nor wrong. */
  readonly kind: 'fine' | 'alarm' | 'note';
  readonly text: string;
}

/** What speaks for a readout and against it, in words. */
export function checksOf(report: ExperimentReport): Check[] {
  const { experiment, readOut, leftOut } = report;
  const out = Object.entries({
    'of load tests and replays': leftOut.test,
    'of testers who forced a variation': leftOut.forced,
    'faster than people are': leftOut.bots,
    'of a variation that the file does not have any more': leftOut.removed,
  }).filter(([, units]) => units > 0);
  const listed = out.map(([what, units]) => `${units} ${what}`).join(', ');
  return [
    ...(readOut ? [splitCheck(report), severalCheck(report)] : []),
    { kind: 'note', text: out.length > 0 ? `Left out: ${listed}.` : `No ${experiment.unit} was left out.` },
    ...(readOut
      ? [{ kind: 'note', text: `Correction for several variations: ${readOut.correction}.` } as const]
      : []),
  ];
}

function splitCheck({ experiment, readOut }: ExperimentReport): Check {
  if (!readOut) throw new RangeError('Only an A/B experiment is split.');
  const { sampleRatio, control, variations } = readOut;
  const all = [control, ...variations];
  const weights = experiment.variations.map(({ weight }) => weight ?? 1 / experiment.variations.length);
  const counts = all
    .map(({ key, units }, at) => `${units} ${key} (${percent(weights[at] ?? 0)} wanted)`)
    .join(', ');
  const fine = `The split is as configured: ${counts}; chance alone is at least this far off with p ${pText(sampleRatio.pValue)}.`;
  const wrong = `The split is not what was configured: ${counts}; by chance that happens with p ${pText(sampleRatio.pValue)}. Some were lost or counted twice, so nothing else here can be believed.`;
  return sampleRatio.isAlarm ? { kind: 'alarm', text: wrong } : { kind: 'fine', text: fine };
}

function severalCheck({ experiment, readOut }: ExperimentReport): Check {
  const { units, share, isAlarm } = readOut?.several ?? { units: 0, share: 0, isAlarm: false };
  if (units === 0) return { kind: 'fine', text: `No ${experiment.unit} saw more than one variation.` };
  const text = `${units} ${experiment.unit}s (${percent(share)}) saw more than one variation and are left out.`;
  return { kind: isAlarm ? 'alarm' : 'note', text };
}
