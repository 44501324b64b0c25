import type { Random } from '#libs/demo';
import type { Markup } from '../markup.js';
import { contrastOf, type Palette } from './palettes.js';
import { circle, path, polygon, times, written, type Point } from './shapes.js';

/** What a scene is drawn into. Scenes fit any shape of frame: a poster is tall, a clip and a backdrop are wide. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Where the eye should go. Lettering keeps away from there. */
  readonly focus: Point;
  /** Length of one unit of drawing: 1 on a poster 300 wide. */
  readonly unit: number;
}

/** Part of a scene. A camera that moves shifts it by its depth: 0 is the sky, 1 stands right in front. */
export interface Layer {
  readonly depth: number;
  readonly shapes: readonly Markup[];
}

/** Draws what a genre is known for. The same numbers drawn from `random` give the same scene. */
export type Scene = (frame: Frame, palette: Palette, random: Random) => readonly Layer[];

/** Scenes reach past the frame by this share, so that a moving camera never shows their end. */
const MARGIN = 0.18;
/** A sky that stands out from black by more is not dark. */
const NIGHT_CONTRAST_MAX = 4;

export const layer = (depth: number, ...shapes: readonly (Markup | readonly Markup[])[]): Layer => ({
  depth,
  shapes: shapes.flat(),
});

/** Evenly spread positions from beyond the left edge to beyond the right one. */
export function across({ width }: Frame, count: number): number[] {
  const span = width * (1 + 2 * MARGIN);
  return times(count + 1, (index) => -width * MARGIN + (span * index) / count);
}

/** Ground with a straight-edged crest. `crest` says how far it stands above `base` at each of `count` points. */
export function ridge(
  frame: Frame,
  base: number,
  count: number,
  crest: (index: number) => number,
  fill: string,
): Markup {
  const points = across(frame, count).map((x, index): Point => [x, base - crest(index)]);
  return polygon([...points, ...feet(frame)], fill);
}

/** Ground with a soft crest. */
export function hills(
  frame: Frame,
  base: number,
  count: number,
  crest: (index: number) => number,
  fill: string,
): Markup {
  const points = across(frame, count).map((x, index): Point => [x, base - crest(index)]);
  const [start = [0, base] as const] = points;
  const curves = points.slice(1).map((point, index) => {
    const [fromX, fromY] = points[index] ?? start;
    const middle = (fromX + point[0]) / 2;
    return `C${written([middle, fromY])} ${written([middle, point[1]])} ${written(point)}`;
  });
  return path(
    `M${written(start)}${curves.join('')}${feet(frame)
      .map((foot) => `L${written(foot)}`)
      .join('')}Z`,
    fill,
  );
}

function feet({ width, height }: Frame): Point[] {
  return [
    [width * (1 + MARGIN), height * (1 + MARGIN)],
    [-width * MARGIN, height * (1 + MARGIN)],
  ];
}

/** Whether a palette's sky is dark. */
export function isNight({ sky }: Palette): boolean {
  return contrastOf(sky, '#000000') <= NIGHT_CONTRAST_MAX;
}

/** Stars of a night; by day there are none. */
export function stars(
  { width, height, unit }: Frame,
  count: number,
  palette: Palette,
  random: Random,
): Markup[] {
  if (!isNight(palette)) return [];
  return times(count, () =>
    circle(
      random.between(-0.1, 1.1) * width,
      random.between(-0.1, 0.8) * height,
      random.between(0.4, 1.7) * unit,
      palette.light,
      random.between(0.3, 0.9),
    ),
  );
}

/** A disc with a halo around it. */
export function sun([x, y]: Point, radius: number, fill: string): Markup[] {
  return [
    circle(x, y, radius * 1.75, fill, 0.1),
    circle(x, y, radius * 1.35, fill, 0.16),
    circle(x, y, radius, fill),
  ];
}
