import type { ExperimentPlan, ExperimentReport } from '#libs/experiment-results';
import { labelOf, METRICS, percent, type Interval, type MetricName } from '#libs/experiments/read-out';
import { columns } from '../output.js';

/** Metrics that are shares; the others are amounts. */
const SHARES: ReadonlySet<MetricName> = new Set([
  'click-through',
  'session-click-through',
  'cart-adding',
  'conversion',
]);

/** @returns a metric's value as people write it: `12.3 %`, `4.18`. */
export function valueText(metric: MetricName, value: number): string {
  return SHARES.has(metric) ? `${(value * 100).toFixed(2)} %` : value.toPrecision(4);
}

/** @returns `-4.2 % to 12 %`. */
export function intervalText([low, high]: Interval): string {
  return `${percent(low)} to ${percent(high)}`;
}

/** @returns a p-value, no more exact than it means anything. */
export function pText(pValue: number): string {
  return pValue < 0.001 ? 'below 0.001' : pValue.toFixed(3);
}

/** @returns `2025-11-23 12:00 UTC`. */
export function timeText(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

/** @returns `3.2 days`, `5 hours`, `12 minutes`. */
export function durationText(days: number): string {
  if (days >= 1) return `${days.toFixed(1)} days`;
  const minutes = days * 24 * 60;
  if (minutes >= 90) return `${Math.round(minutes / 60)} hours`;
  return minutes > 1 ? `${Math.ceil(minutes)} minutes` : 'a minute';
}

/** An experiment's readout as lines for people. */
export function describeReport(report: ExperimentReport): string[] {
  const { experiment, from, to, days, verdict } = report;
  const when =
    from === null || to === null
      ? 'nothing seen yet'
      : `${timeText(from)} to ${timeText(to)} (${durationText(days)})`;
  return [
    `${experiment.key}: ${experiment.hypothesis}`,
    `${experiment.status}, ${experiment.kind}, by ${experiment.unit}; ${when}`,
    '',
    verdict.sentence,
    '',
    ...(report.readOut ? metricLines(report) : voteLines(report)),
    ...leftOutLines(report),
  ];
}

function metricLines({ experiment, readOut }: ExperimentReport): string[] {
  if (!readOut) return [];
  const { control, variations, sampleRatio, several, correction } = readOut;
  const lines = variations.flatMap(({ key, readings }) => [
    ...columns([
      ['', control.key, key, 'change', '95 %, every look', '95 %, one look'],
      ...readings.map(({ metric, role, control: before, value, comparison }) => [
        `${labelOf(metric)}${role === 'other' ? '' : ` (${role})`}`,
        valueText(metric, before),
        valueText(metric, value),
        comparison ? percent(comparison.uplift) : '',
        comparison ? intervalText(comparison.sequentialInterval) : 'too little data',
        comparison ? intervalText(comparison.interval) : '',
      ]),
    ]),
    '',
  ]);
  const units = [control, ...variations].map(({ key, units }) => `${units} ${key}`).join(', ');
  return [
    ...lines,
    `${experiment.unit}s: ${units}`,
    `split as configured: ${sampleRatio.isAlarm ? 'NO, ALARM' : 'yes'} (p ${pText(sampleRatio.pValue)})`,
    `saw several variations: ${several.units}${several.isAlarm ? ', ALARM' : ''}`,
    `correction: ${correction}`,
  ];
}

function voteLines({ experiment, preference }: ExperimentReport): string[] {
  if (!preference) return [];
  const { votes, preference: found } = preference;
  const [first, second] = experiment.variations.map(({ key }) => key);
  const lines = [
    `votes: ${votes.first} ${first ?? ''}, ${votes.second} ${second ?? ''}; ${votes.undecided} ${experiment.unit}s did not decide`,
  ];
  if (!found) return lines;
  return [
    ...lines,
    `for ${second ?? ''}: ${percent(found.share)}; 95 %, every look ${intervalText(found.sequentialInterval)}; one look ${intervalText(found.interval)}`,
  ];
}

function leftOutLines({ experiment, leftOut }: ExperimentReport): string[] {
  const { test, forced, bots, removed } = leftOut;
  const removedText = removed === 0 ? '' : `, ${removed} of variations that the file does not have any more`;
  return [
    `left out: ${test} ${experiment.unit}s of tests, ${forced} forced, ${bots} faster than people${removedText}`,
  ];
}

/** A plan as lines for people. */
export function describePlan(plan: ExperimentPlan): string[] {
  const { site, unit, metric, days, unitsADay, baseline, tests } = plan;
  const noun = METRICS.find(({ name }) => name === metric)?.label ?? metric;
  return [
    `${site}: ${Math.round(unitsADay)} ${unit}s a day (${durationText(days)} looked at), ${noun} ${valueText(metric, baseline)}`,
    '',
    ...columns([
      ['to see a change of', 'one look at the end', 'looking every day'],
      ...tests.map(({ effect, oneLook, everyLook }) => [
        percent(effect),
        neededText(oneLook, unit),
        neededText(everyLook, unit),
      ]),
    ]),
    '',
    'Found with 80 % probability where it is there; the verdict of a report is the kind that may be looked at every day.',
  ];
}

function neededText(needed: { readonly units: number; readonly days: number } | null, unit: string): string {
  if (!needed) return 'never';
  return `${needed.days} ${needed.days === 1 ? 'day' : 'days'} (${needed.units} ${unit}s)`;
}
