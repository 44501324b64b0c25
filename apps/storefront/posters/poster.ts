import { Random, type Film } from '#libs/demo';
import { markup, type Markup } from '../markup.js';
import { FACES, OLD_FACES } from './faces.js';
import type { Face } from './lettering.js';
import { LAYOUTS, OLD_LAYOUTS, type Design, type Layout } from './layouts.js';
import { PALETTES, type Palette } from './palettes.js';
import { isNight, type Frame, type Layer, type Scene } from './scene.js';
import { SCENES } from './scenes/index.js';
import { POSTER_HEIGHT, POSTER_WIDTH, drawn, ground } from './sheet.js';

/** Films up to this year have posters of another time. */
const OLD_UNTIL_YEAR = 1969;

/**
 * A film's poster, 2 wide and 3 high, as a whole SVG document without any font in it: the title is drawn in outlines and always
 * fits. The genre brings colours, letters and what is drawn; the film's id, or its series, decides the rest. The same film always
 * gets the same poster.
 */
export function posterOf(film: Film): Markup {
  const design = designOf(film);
  const { layout } = design;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${POSTER_WIDTH} ${POSTER_HEIGHT}" role="img"><title>${film.title}</title>${layout(film, design)}</svg>`;
}

/** What a film's poster shows, without the lettering and as wide as asked: for the head of a page. */
export function backdropOf(film: Film, width: number, height: number): Markup {
  const { palette, scene, random } = designOf(film);
  const frame = wideFrame(width, height);
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">${ground(width, height, palette)}${drawn(scene(frame, palette, random))}</svg>`;
}

/** Whether a film's backdrop is of the night. */
export function isDark(film: Film): boolean {
  return isNight(designOf(film).palette);
}

/** Focus in the right half: pages write on the left. */
function wideFrame(width: number, height: number): Frame {
  return { width, height, focus: [width * 0.7, height * 0.42], unit: height / 330 };
}

/** A genre's usual scene in a frame, for whoever wants to move its layers. @param take which of its scenes and palettes. */
export function sceneOf(
  genre: string,
  frame: Frame,
  take: number,
): { readonly palette: Palette; readonly layers: readonly Layer[] } {
  const palette = elementAt(PALETTES[genre], take);
  const scene = elementAt<Scene>(SCENES[genre], take);
  return { palette, layers: scene(frame, palette, randomOf(genre)) };
}

/** Parts of a series look like one family. */
function designOf(film: Film): Design & { readonly layout: Layout } {
  const shared = randomOf(film.seriesKey ?? film.item);
  const genre = shared.chance(0.72) ? film.genres[0] : shared.pick(film.genres);
  const isOld = film.year <= OLD_UNTIL_YEAR && shared.chance(0.8);
  const pick = <T>(of: Readonly<Record<string, readonly T[]>>): T => shared.pick(of[genre ?? ''] ?? []);
  return {
    palette: pick<Palette>(PALETTES),
    scene: pick<Scene>(SCENES),
    face: isOld ? shared.pick(OLD_FACES) : pick<Face>(FACES),
    layout: shared.pick(isOld ? OLD_LAYOUTS : LAYOUTS),
    centred: shared.chance(0.55),
    random: randomOf(film.item),
  };
}

function elementAt<T>(list: readonly T[] | undefined, index: number): T {
  const element = list?.[index % list.length];
  if (element === undefined) throw new RangeError('Nothing is drawn for such a genre');
  return element;
}

/** FNV-1a, 32 bits: a seed from a text. */
function randomOf(text: string): Random {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return new Random(hash);
}
