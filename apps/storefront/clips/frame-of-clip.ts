import { markup, type Markup } from '../markup.js';
import { sceneOf } from '../posters/poster.js';
import { SCENES } from '../posters/scenes/index.js';
import { ground } from '../posters/sheet.js';
import { group } from '../posters/shapes.js';

const WIDTH = 640;
const HEIGHT = 360;
const SHOTS = 2;
/** How far the nearest layer moves during a shot, and how much it grows. */
const PAN = 74;
const ZOOM = 0.16;
/** Share of the clip in which the iris opens, and again in which it closes. */
const IRIS = 0.11;

/** Genres that have a clip: all of them. */
export const GENRES: readonly string[] = Object.keys(SCENES);

/**
 * One frame of a genre's clip: two of its scenes, one after the other, past which a camera moves so that what is near moves more. An
 * iris opens on the first and closes on the last.
 * @param at 0 at the beginning, 1 at the end.
 */
export function frameOfClip(genre: string, at: number): Markup {
  const shot = Math.min(SHOTS - 1, Math.floor(at * SHOTS));
  const way = eased(at * SHOTS - shot);
  const frame = {
    width: WIDTH,
    height: HEIGHT,
    focus: [WIDTH / 2, HEIGHT * 0.45] as const,
    unit: HEIGHT / 330,
  };
  const { palette, layers } = sceneOf(genre, frame, shot);
  const direction = shot % 2 === 0 ? 1 : -1;
  const moved = layers.map(({ depth, shapes }) => {
    const size = 1 + ZOOM * depth * way;
    const x = frame.focus[0] * (1 - size) + direction * PAN * depth * (0.5 - way);
    const y = frame.focus[1] * (1 - size);
    return group(shapes, `translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${size.toFixed(4)})`);
  });
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">${ground(WIDTH, HEIGHT, palette)}${moved}${iris(at)}</svg>`;
}

/** Black, with a round hole in it. */
function iris(at: number): Markup | undefined {
  const open = Math.min(1, at / IRIS, (1 - at) / IRIS);
  if (open >= 1) return undefined;
  const r = (open * Math.hypot(WIDTH, HEIGHT) * 0.52).toFixed(1);
  const [x, y] = [WIDTH / 2, (HEIGHT * 0.45).toFixed(1)];
  return markup`<path fill-rule="evenodd" fill="#0b0706" d="M0 0H${WIDTH}V${HEIGHT}H0ZM${x} ${y}m-${r} 0a${r} ${r} 0 1 0 ${Number(r) * 2} 0a${r} ${r} 0 1 0 -${Number(r) * 2} 0Z"/>`;
}

/** Slow at both ends. */
function eased(way: number): number {
  return way * way * (3 - 2 * way);
}
