import * as Plot from '@observablehq/plot';
import type { Evaluation, MethodScores } from '../../../apps/co-watch/index.js';
import { COLOURS, drawPlot } from '../page/draw-plot.js';

type Headline = 'hr20' | 'mrr20' | 'ndcg20';

const TITLES: Readonly<Record<Headline, string>> = {
  hr20: 'HR@20',
  mrr20: 'MRR@20',
  ndcg20: 'NDCG@20',
};

const WIDTH = 480;
const MARGIN_LEFT = 70;

/** A method's mean and interval, in percent or points. */
interface Span {
  readonly name: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly colour: string;
}

/** One row a method, best first: the mean as a dot, its interval as a line. */
export function scorePlot({ ours, parts, baselines }: Evaluation, measure: Headline): string {
  const spans = [ours, ...parts, ...baselines]
    .map((method): Span => spanOf(method, measure, method === ours ? COLOURS.ours : COLOURS.others))
    .sort((a, b) => b.mean - a.mean);
  return drawPlot(`${TITLES[measure]} of every method`, {
    ...frameOf(spans),
    x: {
      label: `${TITLES[measure]}, %`,
      domain: [0, roundUp(Math.max(...spans.map(({ high }) => high)))],
      grid: true,
    },
    marks: marksOf(spans, (mean) => mean.toFixed(1)),
  });
}

/** What the tables are worth more than each baseline, on the same cases. */
export function advantagePlot({ parts, baselines }: Evaluation, measure: Headline): string {
  const spans = [...parts, ...baselines]
    .flatMap(({ name, advantage }): Span[] =>
      advantage
        ? [
            {
              name,
              mean: advantage[measure].mean * 100,
              low: advantage[measure].low * 100,
              high: advantage[measure].high * 100,
              colour: advantage[measure].low > 0 ? COLOURS.ours : COLOURS.quiet,
            },
          ]
        : [],
    )
    .sort((a, b) => a.mean - b.mean);
  return drawPlot(`Freshet less each baseline in ${TITLES[measure]}, points`, {
    ...frameOf(spans),
    x: { label: `${TITLES[measure]}, points more than`, grid: true, nice: true },
    marks: [Plot.ruleX([0], { stroke: 'currentColor' }), ...marksOf(spans, signed)],
  });
}

const SPREADS = {
  coverage: 'shown of the catalogue, %',
  popular: 'popular items among those shown, %',
} as const;

/** How broad each method's lists of 20 are. */
export function spreadPlot({ ours, parts, baselines }: Evaluation, kind: keyof typeof SPREADS): string {
  const bars = [ours, ...parts, ...baselines].map((method): Span => {
    const mean = method.spread[kind][20] * 100;
    const colour = method === ours ? COLOURS.ours : COLOURS.others;
    return { name: method.name, mean, low: 0, high: mean, colour };
  });
  return drawPlot(`Every method: ${SPREADS[kind]}`, {
    ...frameOf(bars),
    x: { label: SPREADS[kind], domain: [0, roundUp(Math.max(...bars.map(({ mean }) => mean)))], grid: true },
    marks: [
      Plot.barX(bars, { y: 'name', x: 'mean', fill: 'colour', insetTop: 4, insetBottom: 4, title: titleOf }),
      nameOfMean(bars, (mean) => mean.toFixed(1)),
    ],
  });
}

function spanOf({ name, measures, intervals }: MethodScores, measure: Headline, colour: string): Span {
  const mean = measures[measure] * 100;
  const interval = intervals?.[measure];
  return {
    name,
    mean,
    low: interval ? interval.low * 100 : mean,
    high: interval ? interval.high * 100 : mean,
    colour,
  };
}

function frameOf(spans: readonly Span[]): Plot.PlotOptions {
  return {
    width: WIDTH,
    height: 70 + 30 * spans.length,
    marginLeft: MARGIN_LEFT,
    marginRight: 50,
    marginBottom: 40,
    y: { label: null, domain: spans.map(({ name }) => name), tickSize: 0 },
  };
}

function marksOf(spans: readonly Span[], textOf: (mean: number) => string): Plot.Markish[] {
  return [
    Plot.ruleY(spans, {
      y: 'name',
      x1: 'low',
      x2: 'high',
      stroke: 'colour',
      strokeWidth: 3,
      strokeLinecap: 'round',
    }),
    Plot.dot(spans, { y: 'name', x: 'mean', fill: 'colour', r: 5, title: titleOf }),
    nameOfMean(spans, textOf),
  ];
}

function nameOfMean(spans: readonly Span[], textOf: (mean: number) => string): Plot.Markish {
  const text = ({ mean }: Span): string => textOf(mean);
  return Plot.text(spans, { y: 'name', x: 'high', dx: 8, textAnchor: 'start', text, fill: 'currentColor' });
}

function titleOf({ name, mean, low, high }: Span): string {
  if (low === 0) return `${name}: ${mean.toFixed(2)} %`;
  return `${name}: ${mean.toFixed(2)} (95 %: ${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function signed(points: number): string {
  return `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`;
}

function roundUp(percent: number): number {
  return Math.max(5, Math.min(100, Math.ceil(percent / 5) * 5));
}
