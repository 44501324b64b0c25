import { layer, type Scene } from '../scene.js';
import { circle, d, path, polygon, rect, times } from '../shapes.js';

/** Light through a keyhole. */
const keyhole: Scene = ({ width, height, focus, unit }, { light, mid, deep }, random) => {
  const [x, y] = focus;
  const s = unit * random.between(1.1, 1.4);
  const plate = [
    rect(x - 58 * s, y - 92 * s, 116 * s, 196 * s, mid),
    rect(x - 51 * s, y - 85 * s, 102 * s, 182 * s, deep),
  ];
  const hole = [
    circle(x, y - 24 * s, 27 * s, light),
    polygon(
      [
        [x - 12 * s, y - 10 * s],
        [x + 12 * s, y - 10 * s],
        [x + 26 * s, y + 66 * s],
        [x - 26 * s, y + 66 * s],
      ],
      light,
    ),
  ];
  const who = [
    circle(x + random.between(-6, 6) * s, y - 14 * s, 8 * s, deep),
    path(d`M${[x - 13 * s, y + 66 * s]}q${2 * s} ${-64 * s} ${13 * s} ${-66 * s}t${13 * s} ${66 * s}Z`, deep),
  ];
  const beam = polygon(
    [
      [x - 26 * s, y + 66 * s],
      [x + 26 * s, y + 66 * s],
      [x + 190 * s, height * 1.3],
      [x - 60 * s, height * 1.3],
    ],
    light,
    0.25,
  );
  const panels = times(3, (index) =>
    rect((index - 0.5) * width * 0.5 + 8 * unit, -height * 0.2, 3 * unit, height * 1.4, deep, 0.4),
  );
  return [layer(0.1, panels), layer(0.35, plate), layer(0.5, hole, who), layer(0.7, beam)];
};

/** A lamp in the fog. */
const lamp: Scene = (frame, { light, mid, deep }, random) => {
  const { width, height, unit } = frame;
  const [x, y] = frame.focus;
  const post = [
    rect(x - 3 * unit, y, 6 * unit, height * 1.2 - y, deep),
    path(d`M${[x - 15 * unit, y - 26 * unit]}h${30 * unit}l${-5 * unit} ${34 * unit}h${-20 * unit}Z`, light),
    path(d`M${[x - 19 * unit, y - 26 * unit]}l${19 * unit} ${-20 * unit}l${19 * unit} ${20 * unit}Z`, deep),
    rect(x - 12 * unit, y + 8 * unit, 24 * unit, 5 * unit, deep),
  ];
  const halo = [104, 74, 46].map((r, index) => circle(x, y - 8 * unit, r * unit, light, 0.1 + index * 0.07));
  const fog = times(7, () =>
    rect(
      random.between(-0.3, 0.7) * width,
      random.between(0.2, 0.95) * height,
      random.between(0.4, 0.9) * width,
      random.between(5, 15) * unit,
      mid,
      0.5,
    ),
  );
  const who = x + random.pick([-1, 1]) * random.between(44, 84) * unit;
  const foot = Math.max(y + 190 * unit, height * 0.86);
  const walker = [
    circle(who, foot - 70 * unit, 8 * unit, deep),
    path(
      d`M${[who - 15 * unit, foot - 74 * unit]}h${30 * unit}l${-6 * unit} ${-6 * unit}h${-18 * unit}Z`,
      deep,
    ),
    path(
      d`M${[who - 13 * unit, foot]}q${-3 * unit} ${-60 * unit} ${13 * unit} ${-61 * unit}t${13 * unit} ${61 * unit}Z`,
      deep,
    ),
  ];
  return [
    layer(0.1, halo),
    layer(0.3, fog),
    layer(0.5, post),
    layer(0.7, walker),
    layer(0.8, rect(-width * 0.2, foot, width * 1.4, height, deep)),
  ];
};

export const MYSTERY: readonly Scene[] = [keyhole, lamp];
