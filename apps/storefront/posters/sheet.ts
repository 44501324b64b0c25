import { markup, type Markup } from '../markup.js';
import { SMALL_PRINT } from './faces.js';
import { setLine, type Setting } from './lettering.js';
import type { Palette } from './palettes.js';
import type { Frame, Layer, Scene } from './scene.js';
import type { Random } from '#libs/demo';
import { group, path, rect } from './shapes.js';

export const POSTER_WIDTH = 300;
export const POSTER_HEIGHT = 450;

/** Where something may be printed. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A ground that runs from one colour to the other. */
export function ground(width: number, height: number, { sky, glow }: Palette, id = 'ground'): Markup {
  return markup`${fade(id, sky, 1, glow, 1)}${rect(0, 0, width, height, `url(#${id})`)}`;
}

/** Darkens towards the foot, so that what is printed there can be read. */
export function scrim(from: number, colour: string): Markup {
  return markup`<linearGradient id="scrim" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${colour}" stop-opacity="0"/><stop offset=".42" stop-color="${colour}" stop-opacity=".86"/><stop offset="1" stop-color="${colour}"/></linearGradient>${rect(0, from, POSTER_WIDTH, POSTER_HEIGHT - from, 'url(#scrim)')}`;
}

function fade(id: string, above: string, aboveShare: number, below: string, belowShare: number): Markup {
  return markup`<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${above}" stop-opacity="${aboveShare}"/><stop offset="1" stop-color="${below}" stop-opacity="${belowShare}"/></linearGradient>`;
}

/** A scene in a window of the poster, cut off at its edges. */
export function windowed(
  box: Box,
  scene: Scene,
  palette: Palette,
  random: Random,
  focusShare: number,
): Markup {
  const frame: Frame = {
    width: box.width,
    height: box.height,
    focus: [box.width / 2, box.height * focusShare],
    unit: Math.min(box.width / POSTER_WIDTH, box.height / 330),
  };
  return markup`<svg x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}">${ground(box.width, box.height, palette)}${drawn(scene(frame, palette, random))}</svg>`;
}

export function drawn(layers: readonly Layer[]): Markup[] {
  return layers.flatMap(({ shapes }) => shapes);
}

/** Prints lines into a box, from its top; in the middle or from the left. */
export function printed(setting: Setting, box: Box, ink: string, centred: boolean): Markup[] {
  return setting.lines.map(({ d, width, baseline }) => {
    const x = box.x + (centred ? (box.width - width) / 2 : 0);
    return group([path(d, ink)], `translate(${x.toFixed(1)} ${(box.y + baseline).toFixed(1)})`);
  });
}

/** Year and country, as small as posters print what nobody reads. */
export function smallPrint(text: string, box: Box, ink: string, centred: boolean): Markup[] {
  return printed(setLine(SMALL_PRINT, text, box.width, 8.5), box, ink, centred);
}
