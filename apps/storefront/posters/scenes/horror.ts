import { layer, hills, sun, type Layer, type Scene } from '../scene.js';
import { circle, d, group, line, path, polygon, times, turned } from '../shapes.js';

/** Bare trees before the moon. */
const forest: Scene = (frame, { light, mid, deep }, random) => {
  const { width, height, unit } = frame;
  const [x, y] = frame.focus;
  const trunk = (depth: number, fill: string): Layer => {
    const at = random.between(-0.1, 1.1) * width;
    const w = (4 + depth * 13) * unit;
    const branches = times(5, (index) => {
      const from = height * (0.1 + 0.13 * index) + random.between(-10, 10) * unit;
      const side = random.pick([-1, 1]);
      return line(
        d`M${[at, from]}q${side * 20 * unit} ${-6 * unit} ${side * (30 + 26 * depth) * unit} ${-random.between(24, 58) * unit}`,
        fill,
        w * 0.24,
      );
    });
    return layer(
      depth,
      polygon(
        [
          [at - w * 0.5, -height * 0.2],
          [at + w * 0.35, -height * 0.2],
          [at + w, height * 1.2],
          [at - w, height * 1.2],
        ],
        fill,
      ),
      branches,
    );
  };
  const count = width > height ? 9 : 5;
  return [
    layer(0.05, sun([x, y], random.between(46, 62) * unit, light)),
    ...times(count, () => trunk(random.between(0.2, 0.4), mid)),
    ...times(count - 2, () => trunk(random.between(0.7, 0.95), deep)),
    layer(
      0.95,
      hills(frame, height * 0.97, 5, () => random.between(0, 24) * unit, deep),
    ),
  ];
};

/** An eye that is open too wide. */
const eye: Scene = ({ focus, unit }, { light, mid, deep }, random) => {
  const [x, y] = focus;
  const w = random.between(104, 124) * unit;
  const h = w * random.between(0.52, 0.68);
  const lid = path(
    d`M${[x - w, y]}Q${[x, y - h * 1.5]} ${[x + w, y]}Q${[x, y + h * 1.5]} ${[x - w, y]}Z`,
    light,
  );
  const veins = times(14, (index) => {
    const side = index % 2 ? 1 : -1;
    return line(
      d`M${[x + side * w * 0.9, y + random.between(-5, 5) * unit]}q${-side * w * 0.2} ${random.between(-14, 14) * unit} ${-side * w * 0.42} ${random.between(-22, 22) * unit}`,
      mid,
      1.3 * unit,
      0.7,
    );
  });
  const rings = times(5, (index) => circle(x, y, h * (0.66 - index * 0.1), index % 2 ? mid : deep));
  const lashes = times(11, (index) => {
    const turn = Math.PI * (1.12 + 0.076 * index);
    return line(
      d`M${[x + Math.cos(turn) * w * 0.86, y + Math.sin(turn) * h * 0.86]}L${[x + Math.cos(turn) * w * 1.12, y + Math.sin(turn) * h * random.between(1.3, 1.7)]}`,
      deep,
      3.4 * unit,
    );
  });
  return [
    layer(0.2, lashes),
    layer(0.4, lid, veins),
    layer(0.6, rings, circle(x + h * 0.16, y - h * 0.2, h * 0.08, '#ffffff', 0.9)),
  ];
};

/** Stones on a hill, and bats. */
const graves: Scene = (frame, { light, mid, deep }, random) => {
  const { width, unit } = frame;
  const [x, y] = frame.focus;
  const ground = y + 96 * unit;
  const stone = (depth: number, fill: string): Layer => {
    const [left, w] = [random.between(-0.05, 0.95) * width, random.between(22, 34) * unit * (0.6 + depth)];
    const h = w * random.between(1.1, 1.7);
    const foot = ground + (depth - 0.3) * 60 * unit;
    const slab = path(d`M${[left, foot + 20 * unit]}v${-h}a${w / 2} ${w / 2} 0 0 1 ${w} 0v${h}Z`, fill);
    const cross = line(
      d`M${[left + w / 2, foot + 20 * unit]}v${-h * 1.5}m${-w * 0.36} ${h * 0.42}h${w * 0.72}`,
      fill,
      w * 0.22,
    );
    return layer(
      depth,
      group([random.chance(0.6) ? slab : cross], turned(random.between(-9, 9), [left, foot])),
    );
  };
  const bat = (): ReturnType<typeof path> => {
    const s = random.between(0.6, 1.5) * unit;
    return path(
      d`M${[x + random.normal() * 80 * unit, y - 30 * unit + random.normal() * 34 * unit]}q${9 * s} ${-13 * s} ${22 * s} ${-9 * s}q${-5 * s} ${4 * s} ${-5 * s} ${9 * s}q${-6 * s} ${-3 * s} ${-10 * s} ${2 * s}l${-4 * s} ${-3 * s}l${-4 * s} ${3 * s}q${-4 * s} ${-5 * s} ${-10 * s} ${-2 * s}q0 ${-5 * s} ${-5 * s} ${-9 * s}q${13 * s} ${-4 * s} ${16 * s} ${9 * s}Z`,
      deep,
    );
  };
  return [
    layer(0.05, sun([x, y - 8 * unit], random.between(54, 70) * unit, light)),
    layer(0.2, times(6, bat)),
    layer(
      0.3,
      hills(frame, ground, 3, () => random.between(0, 30) * unit, mid),
    ),
    ...times(4, () => stone(0.4, mid)),
    ...times(4, () => stone(0.75, deep)),
    layer(
      0.8,
      hills(frame, ground + 44 * unit, 4, () => random.between(0, 16) * unit, deep),
    ),
  ];
};

export const HORROR: readonly Scene[] = [forest, eye, graves];
