import { layer, type Scene } from '../scene.js';
import { circle, d, line, path, polygon, rect, times, written, type Point } from '../shapes.js';

/** Rings that close in on one point. */
const target: Scene = ({ width, focus, unit }, { light, mid, deep }, random) => {
  const [x, y] = focus;
  const rings = random.whole(5, 8);
  const reach = random.between(105, 150) * unit;
  const bands = times(rings, (index) => circle(x, y, reach * (1 - index / rings), index % 2 ? deep : mid));
  const tilt = random.between(-0.3, 0.3);
  const hair = line(
    d`M${[-width, y - width * tilt - x * tilt]}L${[width * 2, y + width * 2 * tilt - x * tilt]}`,
    light,
    1.6 * unit,
  );
  const upright = line(
    d`M${[x + 1.3 * reach * tilt, y - 1.3 * reach]}L${[x - 1.3 * reach * tilt, y + 1.3 * reach]}`,
    light,
    1.6 * unit,
  );
  return [layer(0.25, bands), layer(0.6, hair, upright, circle(x, y, 7 * unit, light))];
};

/** A corridor, and who waits at its end. */
const corridor: Scene = ({ width, height, focus, unit }, { light, mid, deep }, random) => {
  const [x, y] = focus;
  const frames = times(7, (index) => {
    const share = (1 - index / 7) ** 1.7;
    const [w, h] = [width * 1.1 * share + 34 * unit, height * 1.1 * share + 66 * unit];
    return layer(
      0.9 - index * 0.11,
      rect(x - w / 2 + index * 2 * unit, y - h / 2, w, h, index % 2 ? deep : mid, 0.92),
    );
  });
  const door = rect(x - 15 * unit, y - 33 * unit, 34 * unit, 66 * unit, light);
  const beam = polygon(
    [
      [x - 15 * unit, y + 33 * unit],
      [x + 19 * unit, y + 33 * unit],
      [x + random.between(60, 120) * unit, height * 1.2],
      [x - random.between(60, 120) * unit, height * 1.2],
    ],
    light,
    0.22,
  );
  const who = path(
    d`M${[x - 6 * unit, y + 33 * unit]}v${-34 * unit}a${8 * unit} ${9 * unit} 0 0 1 ${16 * unit} 0v${34 * unit}Z`,
    deep,
  );
  return [...frames, layer(0.1, beam, door, circle(x + 2 * unit, y - 13 * unit, 5.5 * unit, deep), who)];
};

/** Down a stairwell. */
const stairwell: Scene = ({ width, height, focus, unit }, { light, mid, deep }, random) => {
  const [x, y] = focus;
  const [steps, start, way] = [64, random.between(0, 6), random.pick([-1, 1])];
  const reach = Math.max(width, height) * 0.95;
  const at = (index: number, inner: boolean): Point => {
    const turn = start + way * index * 0.31;
    const length = reach * 0.936 ** index * (inner ? 0.66 : 1);
    return [x + Math.cos(turn) * length, y + Math.sin(turn) * length];
  };
  const treads = times(steps, (index) =>
    polygon(
      [at(index, false), at(index + 1, false), at(index + 1, true), at(index, true)],
      index % 2 ? mid : deep,
    ),
  );
  const rail = line(
    `M${times(steps, (index) => written(at(index, true))).join('L')}`,
    light,
    2.2 * unit,
    0.9,
  );
  return [
    layer(0.2, treads),
    layer(0.45, rail),
    layer(0.1, circle(x, y, 13 * unit, light), circle(x, y + 2 * unit, 4.4 * unit, deep)),
  ];
};

export const THRILLER: readonly Scene[] = [target, corridor, stairwell];
