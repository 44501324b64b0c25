import * as Plot from '@observablehq/plot';
import { drawPlot } from '../../tools/freshet/page/draw-plot.js';
import { intervalOfMedian, median, ratiosOf, type Comparison } from '../comparison.js';

const WIDTH = 960;
/** Of the plot's type, on average, pixels. */
const LETTER_WIDTH = 6.2;
/** Beside the outermost points. */
const ROOM = 1.25;

interface Ratio {
  readonly name: string;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly target: number | null;
  readonly rounds: readonly number[];
}

/** Every figure that has a control, as a multiple of it; null where none has. */
export function ratioPlot(comparisons: readonly Comparison[]): string | null {
  const ratios = comparisons.flatMap(ratioOf);
  if (ratios.length === 0) return null;
  const shown = ratios.flatMap(({ low, high, rounds, target }) => [low, high, ...rounds, target ?? 1]);
  return drawPlot('Every figure as a multiple of the control’s', {
    width: WIDTH,
    height: 70 + 34 * ratios.length,
    marginLeft: Math.max(...ratios.map(({ name }) => name.length)) * LETTER_WIDTH + 20,
    marginRight: 60,
    marginBottom: 40,
    x: {
      label: 'times the control’s',
      type: 'log',
      grid: true,
      domain: [Math.min(1, ...shown) / ROOM, Math.max(1, ...shown) * ROOM],
      ticks: 6,
      tickFormat: '~g',
    },
    y: { label: null, domain: ratios.map(({ name }) => name), tickSize: 0 },
    marks: [
      Plot.ruleX([1], { stroke: 'currentColor' }),
      Plot.ruleY(ratios, { y: 'name', x1: 'low', x2: 'high', stroke: 'var(--other)', strokeWidth: 3 }),
      Plot.dot(
        ratios.flatMap(({ name, rounds }) => rounds.map((ratio) => ({ name, ratio }))),
        { y: 'name', x: 'ratio', fill: 'var(--other)', fillOpacity: 0.4, r: 3 },
      ),
      Plot.dot(ratios, { y: 'name', x: 'ratio', fill: 'var(--accent)', r: 5 }),
      Plot.text(ratios, {
        y: 'name',
        x: 'ratio',
        dy: -13,
        text: ({ ratio }: Ratio) => ratio.toPrecision(3),
        fill: 'currentColor',
      }),
      Plot.tickX(
        ratios.filter(({ target }) => target !== null),
        { y: 'name', x: 'target', stroke: 'currentColor', strokeWidth: 2, strokeDasharray: '3 2' },
      ),
    ],
  });
}

function ratioOf({ figure, values, controls, target }: Comparison): Ratio[] {
  const rounds = ratiosOf(values, controls);
  if (!rounds?.every((ratio) => ratio > 0 && Number.isFinite(ratio))) return [];
  const ratio = median(rounds);
  const [low, high] = intervalOfMedian(rounds) ?? [ratio, ratio];
  return [{ name: figure, ratio, low, high, target: targetOf(target), rounds }];
}

function targetOf(target: Comparison['target']): number | null {
  if (target && 'ratioMax' in target) return target.ratioMax;
  return target && 'ratioMin' in target ? target.ratioMin : null;
}
