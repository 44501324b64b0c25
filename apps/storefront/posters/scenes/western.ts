import { layer, hills, sun, type Scene } from '../scene.js';
import { circle, d, line, polygon, rect, times, type Point } from '../shapes.js';

/** A sheer butte under a big sun, and a rider. */
const mesa: Scene = (frame, { light, mid, deep }, random) => {
  const { unit } = frame;
  const [x, y] = frame.focus;
  const ground = y + 92 * unit;
  const butte = (at: number, w: number, h: number, fill: string): ReturnType<typeof polygon> =>
    polygon(
      [
        [at - w, ground + 8 * unit],
        [at - w * 0.74, ground - h * 0.4],
        [at - w * 0.56, ground - h],
        [at + w * 0.5, ground - h * 0.97],
        [at + w * 0.7, ground - h * 0.42],
        [at + w, ground + 8 * unit],
      ],
      fill,
    );
  const cactus = x + random.pick([-1, 1]) * random.between(86, 118) * unit;
  return [
    layer(0.05, sun([x, y], random.between(52, 72) * unit, light)),
    layer(
      0.3,
      butte(x - random.between(60, 110) * unit, 70 * unit, random.between(90, 130) * unit, mid),
      butte(x + random.between(80, 130) * unit, 54 * unit, random.between(60, 100) * unit, mid),
    ),
    layer(
      0.6,
      hills(frame, ground, 3, () => random.between(-4, 16) * unit, deep),
    ),
    layer(
      0.8,
      line(
        d`M${[cactus, ground + 20 * unit]}v${-88 * unit}m0 ${48 * unit}q${-22 * unit} ${-2 * unit} ${-22 * unit} ${-28 * unit}m${22 * unit} ${16 * unit}q${20 * unit} ${-2 * unit} ${20 * unit} ${-26 * unit}`,
        deep,
        11 * unit,
      ),
    ),
  ];
};

/** A sheriff's star on boards. */
const badge: Scene = ({ width, height, focus, unit }, { light, mid, deep }, random) => {
  const [x, y] = focus;
  const points = random.whole(5, 6);
  const r = random.between(74, 90) * unit;
  const tip = (index: number): Point => {
    const turn = (index / (2 * points)) * 2 * Math.PI - Math.PI / 2;
    const length = index % 2 ? r * 0.45 : r;
    return [x + Math.cos(turn) * length, y + Math.sin(turn) * length];
  };
  const board = random.between(38, 54) * unit;
  const boards = times(width / board + 4, (index) =>
    rect((index - 2) * board, -height * 0.2, board * 0.94, height * 1.4, mid, index % 2 ? 0.35 : 0.55),
  );
  const knobs = times(points, (index) => circle(...tip(index * 2), 9 * unit, light));
  return [
    layer(0.15, boards),
    layer(
      0.5,
      polygon(times(2 * points, tip), light),
      knobs,
      circle(x, y, r * 0.34, deep),
      circle(x, y, r * 0.27, light),
    ),
  ];
};

export const WESTERN: readonly Scene[] = [mesa, badge];
