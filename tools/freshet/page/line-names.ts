import * as Plot from '@observablehq/plot';
import { apart } from './apart.js';

/** A point of a line that is named at its end. */
export interface NamedPoint {
  readonly name: string;
  readonly x: number | string;
  readonly y: number;
  readonly colour: string;
}

export interface LineNamesOptions {
  /** What two names need between them, in units of y; of its logarithm where that is what is drawn. */
  readonly gap: number;
  readonly isLogarithmic?: boolean | undefined;
}

/** Names lines at their ends, moved apart where they would overlap. @param points of all lines, each line's in order of x. */
export function lineNames(
  points: readonly NamedPoint[],
  { gap, isLogarithmic }: LineNamesOptions,
): Plot.Text {
  const ends = [...new Map(points.map((point) => [point.name, point])).values()];
  const [scale, back] = isLogarithmic ? [Math.log, Math.exp] : [Number, Number];
  const heights = apart(
    ends.map(({ y }) => scale(y)),
    gap,
  ).map(back);
  return Plot.text(ends, {
    x: 'x',
    y: (_: unknown, at: number) => heights[at],
    text: 'name',
    dx: 8,
    textAnchor: 'start',
    fill: 'colour',
  });
}
