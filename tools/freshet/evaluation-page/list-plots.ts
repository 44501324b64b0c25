import * as Plot from '@observablehq/plot';
import type { Evaluation, MethodScores } from '../../../apps/co-watch/index.js';
import { COLOURS, drawPlot } from '../page/draw-plot.js';
import { lineNames, type NamedPoint } from '../page/line-names.js';

const WIDTH = 480;
const HEIGHT = 320;
/** Room for the names at the ends of lines. */
const MARGIN_RIGHT = 70;
/** Pixels that two names need between them. */
const NAME_HEIGHT = 14;

/** Share of cases whose next item is among the first n, by n: HR at every length of the list. */
export function rankPlot(evaluation: Evaluation): string {
  const points = linesOf(evaluation, ({ rankCounts }) => {
    const cases = rankCounts.reduce((sum, count) => sum + count, 0);
    let hits = 0;
    return rankCounts
      .slice(1)
      .map((count, at) => ({ x: at + 1, y: ((hits += count) / Math.max(1, cases)) * 100 }));
  });
  return linePlot('Share of cases whose next item is among the first places, by method', points, {
    label: 'first places of the list',
    ticks: [1, 5, 10, 15, 20],
  });
}

/** HR@20 by how long the session was. Groups without cases are left out. */
export function lengthPlot(evaluation: Evaluation): string {
  const asked = evaluation.ours.byLength.filter(({ cases }) => cases > 0);
  const points = linesOf(evaluation, ({ byLength }) =>
    byLength
      .filter(({ cases }) => cases > 0)
      .map(({ from, to, hr20 }) => ({ x: nameOfLength(from, to), y: hr20 * 100 })),
  );
  return linePlot('HR@20 by session length and method', points, {
    label: 'items in the session so far',
    type: 'point',
    domain: asked.map(({ from, to }) => nameOfLength(from, to)),
  });
}

/** @returns a group of LENGTH_GROUPS as people write it. */
export function nameOfLength(from: number, to: number | null): string {
  if (to === null) return `${from} or more`;
  return from === to ? `${from}` : `${from}–${to}`;
}

function linesOf(
  { ours, parts, baselines }: Evaluation,
  pointsOf: (method: MethodScores) => readonly Pick<NamedPoint, 'x' | 'y'>[],
): NamedPoint[] {
  // Ours is drawn last, over the others.
  return [...baselines, ...parts, ours].flatMap((method) =>
    pointsOf(method).map((point) => ({
      ...point,
      name: method.name,
      colour: method === ours ? COLOURS.ours : COLOURS.others,
    })),
  );
}

function linePlot(label: string, points: readonly NamedPoint[], x: Plot.ScaleOptions): string {
  const highest = Math.max(1, ...points.map(({ y }) => y));
  return drawPlot(label, {
    width: WIDTH,
    height: HEIGHT,
    marginRight: MARGIN_RIGHT,
    marginLeft: 45,
    marginBottom: 40,
    x,
    y: { label: 'cases, %', grid: true, domain: [0, highest], nice: true },
    marks: [
      Plot.line(points, {
        x: 'x',
        y: 'y',
        z: 'name',
        stroke: 'colour',
        strokeWidth: ({ colour }: NamedPoint) => (colour === COLOURS.ours ? 3 : 1.5),
      }),
      Plot.dot(points, { x: 'x', y: 'y', fill: 'colour', r: 2.5, title: titleOf }),
      lineNames(points, { gap: (NAME_HEIGHT / (HEIGHT - 60)) * highest }),
    ],
  });
}

function titleOf({ name, x, y }: NamedPoint): string {
  return `${name}, ${x}: ${y.toFixed(1)} %`;
}
