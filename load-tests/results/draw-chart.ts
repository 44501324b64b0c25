import * as Plot from '@observablehq/plot';
import { drawPlot } from '../../tools/freshet/page/draw-plot.js';
import { lineNames, type NamedPoint } from '../../tools/freshet/page/line-names.js';
import type { Axis, Chart, Line } from '../outcome.js';

const WIDTH = 480;
const HEIGHT = 300;
const MARGINS = { marginTop: 28, marginRight: 110, marginBottom: 40, marginLeft: 56 };
/** Of what the axis shows: what two names need between them. */
const NAME_SHARE = 15 / (HEIGHT - MARGINS.marginTop - MARGINS.marginBottom);
/** Names of colours in the page's style, so that lines follow light and dark. */
const COLOURS = ['--accent', '--other', '--line-3', '--line-4', '--line-5', '--line-6'];

interface Point extends NamedPoint {
  readonly x: number;
}

/** @returns a chart as SVG text, each line named at its end. */
export function drawChart({ title, x, y, lines, limits = [] }: Chart): string {
  const points = lines.flatMap((line, at) => pointsOf(line, y, COLOURS[at % COLOURS.length] ?? ''));
  if (points.length === 0) return '<p>Nothing was measured.</p>';
  const gap = NAME_SHARE * spanOf([...points, ...limits], y);
  return drawPlot(title, {
    width: WIDTH,
    height: HEIGHT,
    ...MARGINS,
    x: {
      label: x.label,
      type: x.isLogarithmic ? 'log' : 'linear',
      nice: true,
      ticks: 6,
      tickFormat: plainly,
    },
    y: {
      label: y.label,
      type: y.isLogarithmic ? 'log' : 'linear',
      grid: true,
      nice: true,
      ticks: 5,
      tickFormat: plainly,
      ...(!y.isLogarithmic && { zero: true }),
    },
    marks: [
      Plot.ruleY(limits, { y: 'y', stroke: 'currentColor', strokeDasharray: '4 3' }),
      Plot.text(limits, {
        y: 'y',
        text: 'label',
        frameAnchor: 'left',
        dx: 4,
        dy: -7,
        textAnchor: 'start',
        fill: 'currentColor',
      }),
      Plot.line(points, { x: 'x', y: 'y', z: 'name', stroke: 'colour', strokeWidth: 2 }),
      Plot.dot(lines.some(isDense) ? [] : points, { x: 'x', y: 'y', fill: 'colour', r: 2.5, title: titleOf }),
      lineNames(points, { gap, isLogarithmic: y.isLogarithmic }),
    ],
  });
}

function pointsOf({ name, points }: Line, axis: Axis, colour: string): Point[] {
  return (
    points
      // A logarithm shows nothing of zero.
      .filter(([, y]) => Number.isFinite(y) && (!axis.isLogarithmic || y > 0))
      .map(([x, y]) => ({ name, x, y, colour: `var(${colour})` }))
  );
}

/** What the axis shows, from its lowest to its highest. */
function spanOf(shown: readonly { readonly y: number }[], { isLogarithmic }: Axis): number {
  const heights = shown.map(({ y }) => y);
  return isLogarithmic ? Math.log(Math.max(...heights) / Math.min(...heights)) : Math.max(...heights);
}

/** Plot's own way with a thousand is 1e+3. */
function plainly(tick: number): string {
  return tick.toLocaleString('en');
}

/** So many points that dots would make a caterpillar of the line. */
function isDense({ points }: Line): boolean {
  return points.length > 40;
}

function titleOf({ name, x, y }: Point): string {
  return `${name}: ${y.toLocaleString('en')} at ${x.toLocaleString('en')}`;
}
