import type { Film, Random } from '#libs/demo';
import { markup, type Markup } from '../markup.js';
import { fillColumn, fitInto, type Face } from './lettering.js';
import { mostReadable, type Palette } from './palettes.js';
import type { Scene } from './scene.js';
import { path, rect, shape } from './shapes.js';
import { POSTER_HEIGHT, POSTER_WIDTH, printed, scrim, smallPrint, windowed, type Box } from './sheet.js';

/** What was decided for a poster. */
export interface Design {
  readonly palette: Palette;
  readonly scene: Scene;
  readonly face: Face;
  readonly centred: boolean;
  readonly random: Random;
}

/** How picture and lettering share a poster. */
export type Layout = (film: Film, design: Design) => Markup;

const WHOLE: Box = { x: 0, y: 0, width: POSTER_WIDTH, height: POSTER_HEIGHT };
const SIDE = 24;
const COLUMN = POSTER_WIDTH - 2 * SIDE;
const PAPER = '#f4ecdc';
const CREAM = '#fff6e6';
const NIGHT = '#14100d';
const TITLE_LIMITS = { linesMax: 4, capMax: 58 };

/** The picture everywhere, the title at its foot. */
const footed: Layout = (film, { palette, scene, face, centred, random }) => {
  const title = fitInto(face, film.title, { width: COLUMN, height: 118 }, TITLE_LIMITS);
  const top = 408 - title.height;
  const ink = mostReadable([palette.ink, palette.light, CREAM], [palette.deep]);
  return markup`${windowed(WHOLE, scene, palette, random, 0.36)}${scrim(top - 96, palette.deep)}${printed(title, column(top), ink, centred)}${smallPrint(creditsOf(film), column(424), ink, centred)}`;
};

/** The title under the sky, the picture below. */
const headed: Layout = (film, { palette, scene, face, centred, random }) => {
  const title = fitInto(face, film.title, { width: COLUMN, height: 122 }, TITLE_LIMITS);
  const ink = mostReadable([palette.ink, palette.deep, CREAM], [palette.sky]);
  const veil = markup`<linearGradient id="veil" x1="0" y1="0" x2="0" y2="1"><stop offset=".55" stop-color="${palette.sky}" stop-opacity=".93"/><stop offset="1" stop-color="${palette.sky}" stop-opacity="0"/></linearGradient>${rect(0, 0, POSTER_WIDTH, title.height + 116, 'url(#veil)')}`;
  return markup`${windowed(WHOLE, scene, palette, random, 0.66)}${veil}${smallPrint(creditsOf(film), column(26), ink, centred)}${printed(title, column(48), ink, centred)}`;
};

/** The picture in a mount of paper, the title below it. */
const mounted: Layout = (film, { palette, scene, face, centred, random }) => {
  const box: Box = { x: 18, y: 18, width: POSTER_WIDTH - 36, height: 292 };
  const title = fitInto(face, film.title, { width: COLUMN, height: 74 }, { linesMax: 3, capMax: 34 });
  const ink = mostReadable([palette.mid, palette.deep], [PAPER]);
  const top = 322 + (88 - title.height) / 2;
  return markup`${rect(0, 0, POSTER_WIDTH, POSTER_HEIGHT, PAPER)}${windowed(box, scene, palette, random, 0.48)}${printed(title, column(top), ink, centred)}${smallPrint(creditsOf(film), column(424), ink, centred)}`;
};

/** A band of one colour across the picture. */
const banded: Layout = (film, { palette, scene, face, centred, random }) => {
  const title = fitInto(face, film.title, { width: COLUMN, height: 92 }, { linesMax: 3, capMax: 46 });
  const height = title.height + 44;
  const top = 404 - height;
  const ink = mostReadable([palette.deep, CREAM, NIGHT], [palette.light]);
  const foot = mostReadable([palette.light, CREAM], [palette.deep]);
  return markup`${windowed(WHOLE, scene, palette, random, 0.33)}${rect(0, top, POSTER_WIDTH, height, palette.light)}${rect(0, top + height, POSTER_WIDTH, POSTER_HEIGHT, palette.deep)}${printed(title, column(top + 22), ink, centred)}${smallPrint(creditsOf(film), column(423), foot, centred)}`;
};

/** The title as a column as wide as the poster. */
const stacked: Layout = (film, { palette, scene, face, random }) => {
  const capitals: Face = { ...face, capitals: true };
  const title = fillColumn(capitals, film.title, { width: COLUMN, height: 216 });
  const top = 408 - title.height;
  const ink = mostReadable([palette.ink, palette.light, CREAM], [palette.deep]);
  const focus = Math.min(0.34, (top - 60) / POSTER_HEIGHT / 1.3);
  return markup`${windowed(WHOLE, scene, palette, random, Math.max(0.24, focus))}${scrim(top - 110, palette.deep)}${printed(title, column(top), ink, true)}${smallPrint(creditsOf(film), column(424), ink, true)}`;
};

/** An arch in a frame of lines, as lithographs were. */
const arched: Layout = (film, { palette, scene, face, random }) => {
  const title = fitInto(face, film.title, { width: 232, height: 78 }, { linesMax: 3, capMax: 34 });
  const paper = '#efe3c8';
  const ink = mostReadable([palette.mid, palette.deep], [paper]);
  const arch = 'M44 330V148a106 106 0 0 1 212 0V330Z';
  const border = shape('rect', {
    x: 12,
    y: 12,
    width: 276,
    height: 426,
    fill: 'none',
    stroke: ink,
    'stroke-width': 3,
  });
  const inner = shape('rect', {
    x: 18,
    y: 18,
    width: 264,
    height: 414,
    fill: 'none',
    stroke: ink,
    'stroke-width': 1,
  });
  const picture = windowed({ x: 44, y: 42, width: 212, height: 288 }, scene, palette, random, 0.52);
  return markup`<clipPath id="arch">${path(arch, '#000')}</clipPath>${rect(0, 0, POSTER_WIDTH, POSTER_HEIGHT, paper)}${border}${inner}<g clip-path="url(#arch)">${picture}</g>${shape('path', { d: arch, fill: 'none', stroke: ink, 'stroke-width': 3 })}${printed(title, { x: 34, y: 338 + (78 - title.height) / 2, width: 232, height: 78 }, ink, true)}${smallPrint(creditsOf(film), column(420), ink, true)}`;
};

/** The title on a ribbon of paper above a picture in a double frame. */
const playbill: Layout = (film, { palette, scene, face, random }) => {
  const title = fitInto(face, film.title, { width: 236, height: 84 }, { linesMax: 3, capMax: 38 });
  const ink = mostReadable([palette.deep, NIGHT], ['#f0e2c4']);
  const panel = 60 + title.height;
  const frame = shape('rect', {
    x: 14,
    y: 14,
    width: 272,
    height: 422,
    fill: 'none',
    stroke: '#f0e2c4',
    'stroke-width': 4,
  });
  return markup`${windowed({ ...WHOLE }, scene, palette, random, 0.66)}${rect(14, 14, 272, panel, '#f0e2c4')}${rect(14, 14 + panel + 4, 272, 2, '#f0e2c4')}${frame}${smallPrint(creditsOf(film), column(28), ink, true)}${printed(title, { x: 32, y: 14 + 40, width: 236, height: 84 }, ink, true)}`;
};

/** How posters are laid out today, each as often as it should come up. */
export const LAYOUTS: readonly Layout[] = [footed, footed, headed, headed, mounted, banded, stacked, stacked];
/** And how they were before. */
export const OLD_LAYOUTS: readonly Layout[] = [arched, playbill, mounted];

function column(y: number): Box {
  return { x: SIDE, y, width: COLUMN, height: POSTER_HEIGHT - y };
}

function creditsOf({ year, country, minutes }: Film): string {
  return `${year}   ${country}   ${minutes} minutes`;
}
