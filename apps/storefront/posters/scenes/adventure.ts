import { layer, hills, ridge, sun, type Layer, type Scene } from '../scene.js';
import { d, line, path, rect, times, type Point } from '../shapes.js';

/** Range behind range, and a trail. */
const ranges: Scene = (frame, { light, mid, deep, glow }, random) => {
  const { unit } = frame;
  const [x, y] = frame.focus;
  const peaks =
    (tall: number): ((index: number) => number) =>
    (index) =>
      index % 2 ? random.between(0.5, 1) * tall : random.between(0, 0.25) * tall;
  const birds = times(5, () => {
    const at: Point = [x + random.between(-90, 90) * unit, y - random.between(20, 80) * unit];
    return line(
      d`M${at}q${5 * unit} ${-6 * unit} ${9 * unit} 0q${4 * unit} ${-6 * unit} ${9 * unit} 0`,
      deep,
      1.8 * unit,
    );
  });
  return [
    layer(
      0.05,
      sun([x + random.between(-50, 50) * unit, y - 22 * unit], random.between(36, 52) * unit, light),
    ),
    layer(0.2, birds),
    layer(0.25, ridge(frame, y + 66 * unit, 7, peaks(96 * unit), glow)),
    layer(0.5, ridge(frame, y + 100 * unit, 6, peaks(84 * unit), mid)),
    layer(0.85, ridge(frame, y + 140 * unit, 8, peaks(60 * unit), deep)),
  ];
};

/** A ship under sail. */
const ship: Scene = (frame, { light, mid, deep, glow }, random) => {
  const { unit } = frame;
  const [x, y] = frame.focus;
  const s = unit * random.between(0.9, 1.15);
  const sea = y + 64 * s;
  const sail = (dx: number, w: number, top: number, bottom: number): ReturnType<typeof path> =>
    path(
      d`M${[x + dx * s, y + top * s]}q${w * s} ${((bottom - top) / 2) * s} 0 ${(bottom - top) * s}h${-w * 0.6 * s}q${w * 0.5 * s} ${(-(bottom - top) / 2) * s} 0 ${-(bottom - top) * s}Z`,
      light,
    );
  const hull = path(
    d`M${[x - 74 * s, sea - 26 * s]}q${10 * s} ${34 * s} ${34 * s} ${40 * s}h${72 * s}q${34 * s} ${-10 * s} ${46 * s} ${-48 * s}q${-70 * s} ${22 * s} ${-152 * s} ${8 * s}Z`,
    deep,
  );
  const masts = [-30, 14, 48].map((dx) => rect(x + dx * s, y - 74 * s, 3.4 * s, 124 * s, deep));
  const wave = (index: number): Layer =>
    layer(
      0.4 + index * 0.16,
      hills(
        frame,
        sea + index * 26 * unit,
        8,
        (at) => ((at + index) % 2 ? 9 : -5) * unit + random.between(0, 4) * unit,
        [mid, deep, mid, deep][index] ?? deep,
      ),
    );
  return [
    layer(
      0.05,
      sun([x + random.between(-60, 60) * unit, y - 30 * unit], 46 * unit, glow === light ? mid : light),
    ),
    layer(
      0.45,
      masts,
      sail(-30, 46, -66, -18),
      sail(-30, 54, -12, 34),
      sail(16, 40, -70, -22),
      sail(16, 50, -16, 34),
      sail(50, 30, -52, 26),
      hull,
    ),
    ...times(4, wave),
  ];
};

export const ADVENTURE: readonly Scene[] = [ranges, ship];
