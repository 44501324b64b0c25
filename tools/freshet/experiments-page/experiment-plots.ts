import type { ExperimentReport } from '#libs/experiment-results';
import { labelOf } from '#libs/experiments/read-out';
import * as Plot from '@observablehq/plot';
import { COLOURS, drawPlot } from '../page/draw-plot.js';

const WIDTH = 960;
const GOOD = 'var(--good)';

/** A change and how sure it is, in percent. */
interface Span {
  /** Row of the plot. */
  readonly name: string;
  readonly mean: number;
  readonly every: readonly [low: number, high: number];
  readonly once: readonly [low: number, high: number];
  readonly colour: string;
}

/** Every metric of every variation against the control. */
export function changePlot({ readOut }: ExperimentReport): string {
  const several = (readOut?.variations.length ?? 0) > 1;
  const spans = (readOut?.variations ?? []).flatMap(({ key, readings }) =>
    readings.flatMap(({ metric, role, comparison }): Span[] => {
      if (!comparison) return [];
      const marked = role === 'primary' ? ' (decides)' : role === 'guardrail' ? ' (guardrail)' : '';
      return [
        {
          name: `${several ? `${key}: ` : ''}${labelOf(metric)}${marked}`,
          mean: comparison.uplift * 100,
          every: inPercent(comparison.sequentialInterval),
          once: inPercent(comparison.interval),
          colour: colourOf(comparison.sequentialInterval, 0),
        },
      ];
    }),
  );
  return spanPlot('Change of every measure against the control, in percent', spans, 0, 'change, %');
}

/** The second ranking's share of the votes. */
export function votePlot({ experiment, preference }: ExperimentReport): string {
  const found = preference?.preference;
  if (!found) return '<p>No votes yet.</p>';
  const second = experiment.variations[1]?.key ?? '';
  const span: Span = {
    name: second,
    mean: found.share * 100,
    every: inPercent(found.sequentialInterval),
    once: inPercent(found.interval),
    colour: colourOf(found.sequentialInterval, 0.5),
  };
  return spanPlot(`Votes for ${second}, in percent`, [span], 50, `votes for ${second}, %`);
}

function spanPlot(label: string, spans: readonly Span[], middle: number, xLabel: string): string {
  if (spans.length === 0) return '<p>Too little data for any comparison yet.</p>';
  // What is hardly known would squeeze all else: the axis goes a little beyond what was seen, and bars are cut there.
  const reach = Math.max(5, ...spans.map(({ mean }) => Math.abs(mean - middle) * 1.5)) + 10;
  const widest = Math.max(...spans.flatMap(({ every }) => every.map((end) => Math.abs(end - middle))));
  const half = Math.min(widest * 1.1, Math.max(reach, 40));
  return drawPlot(label, {
    width: WIDTH,
    height: 70 + 38 * spans.length,
    marginLeft: 290,
    marginRight: 60,
    marginBottom: 40,
    x: { label: xLabel, grid: true, domain: [middle - half, middle + half], clamp: true },
    y: { label: null, domain: spans.map(({ name }) => name), tickSize: 0 },
    marks: [
      Plot.ruleX([middle], { stroke: 'currentColor' }),
      Plot.ruleY(spans, {
        y: 'name',
        x1: ({ every }: Span) => every[0],
        x2: ({ every }: Span) => every[1],
        stroke: 'colour',
        strokeOpacity: 0.35,
        strokeWidth: 14,
      }),
      Plot.ruleY(spans, {
        y: 'name',
        x1: ({ once }: Span) => once[0],
        x2: ({ once }: Span) => once[1],
        stroke: 'colour',
        strokeWidth: 2,
      }),
      Plot.dot(spans, { y: 'name', x: 'mean', fill: 'colour', r: 5, title: titleOf }),
      Plot.text(spans, {
        y: 'name',
        x: 'mean',
        dy: -14,
        text: ({ mean }: Span) => (middle === 0 ? signed(mean) : `${mean.toFixed(1)} %`),
        fill: 'currentColor',
      }),
    ],
  });
}

/** The estimate and its band, day by day. */
export function lookPlot({ experiment, looks }: ExperimentReport): string {
  const isVote = experiment.kind === 'interleave';
  const middle = isVote ? 50 : 0;
  const points = looks.flatMap(({ until, estimates }) =>
    estimates.map(({ variation, value, interval }) => ({
      at: new Date(until),
      variation,
      value: value * 100,
      low: interval[0] * 100,
      high: interval[1] * 100,
    })),
  );
  const last = points.at(-1);
  if (points.length < 2 || !last)
    return '<p>There is a line here as soon as there is something to compare.</p>';
  const name = isVote ? `votes for ${last.variation}` : `change of ${labelOf(experiment.metrics.primary)}`;
  // The first days know nothing: their bands would flatten the rest.
  const half = Math.max(
    10,
    ...points
      .slice(-Math.ceil(points.length * 0.7))
      .map(({ low, high }) => Math.max(Math.abs(low - middle), Math.abs(high - middle))),
  );
  return drawPlot(`${name}, day by day`, {
    width: WIDTH,
    height: 320,
    marginLeft: 55,
    marginRight: 110,
    marginBottom: 40,
    x: { label: null, type: 'utc' },
    y: { label: `${name}, %`, grid: true, domain: [middle - half, middle + half], clamp: true },
    marks: [
      Plot.areaY(points, {
        x: 'at',
        y1: 'low',
        y2: 'high',
        z: 'variation',
        fill: COLOURS.others,
        fillOpacity: 0.25,
      }),
      Plot.ruleY([middle], { stroke: 'currentColor' }),
      Plot.line(points, { x: 'at', y: 'value', z: 'variation', stroke: COLOURS.others, strokeWidth: 2.5 }),
      Plot.dot(points, { x: 'at', y: 'value', fill: COLOURS.others, r: 3 }),
      Plot.text(
        points.filter(({ at }) => at.getTime() === last.at.getTime()),
        { x: 'at', y: 'value', text: 'variation', dx: 8, textAnchor: 'start', fill: 'currentColor' },
      ),
    ],
  });
}

function inPercent([low, high]: readonly [number, number]): readonly [number, number] {
  return [low * 100, high * 100];
}

function colourOf([low, high]: readonly [number, number], middle: number): string {
  if (low > middle) return GOOD;
  return high < middle ? COLOURS.ours : COLOURS.others;
}

function signed(percent: number): string {
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)} %`;
}

function titleOf({ name, mean, every }: Span): string {
  return `${name}: ${mean.toFixed(1)} % (${every[0].toFixed(1)} to ${every[1].toFixed(1)})`;
}
