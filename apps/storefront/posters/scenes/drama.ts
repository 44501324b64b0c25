import { layer, hills, sun, type Scene } from '../scene.js';
import { circle, d, line, path, polygon, rect, times, type Point } from '../shapes.js';

/** A house with one lit window, seen across a field. */
const house: Scene = (frame, { light, mid, deep }, random) => {
  const { width, focus, unit } = frame;
  const [x, y] = focus;
  const size = random.between(46, 64) * unit;
  const base = y + size * 0.9;
  const lit = random.whole(0, 3);
  const windows = times(4, (index) =>
    rect(
      x - size * 0.62 + (index % 2) * size * 0.86,
      y + size * (index < 2 ? -0.05 : 0.4),
      size * 0.34,
      size * 0.26,
      index === lit ? light : mid,
    ),
  );
  const roof = polygon(
    [
      [x - size * 1.15, y - size * 0.2],
      [x - size * 0.1, y - size * random.between(0.85, 1.1)],
      [x + size * 1.15, y - size * 0.2],
    ],
    deep,
  );
  const smoke = line(
    d`M${[x + size * 0.5, y - size * 0.8]}q${18 * unit} ${-24 * unit} 0 ${-46 * unit}t${8 * unit} ${-52 * unit}`,
    mid,
    7 * unit,
    0.6,
  );
  return [
    layer(0.1, sun([random.between(0.12, 0.88) * width, y - size * 1.5], 26 * unit, light)),
    layer(
      0.3,
      hills(frame, base - 14 * unit, 4, () => random.between(0, 40) * unit, mid),
    ),
    layer(0.5, smoke, rect(x + size * 0.38, y - size, size * 0.24, size * 0.7, deep)),
    layer(0.5, rect(x - size, y - size * 0.2, size * 2, size * 1.4, deep), roof, windows),
    layer(
      0.8,
      hills(frame, base + 8 * unit, 3, () => random.between(0, 18) * unit, deep),
    ),
  ];
};

/** Someone alone on a jetty, and the water. */
const shore: Scene = (frame, { light, mid, deep, glow }, random) => {
  const { width, height, unit } = frame;
  const [x, y] = frame.focus;
  const sea = y + 34 * unit;
  const glints = times(26, () => {
    const at = sea + random.unit() * height * 0.5;
    const reach = (8 + (at - sea) * 0.12) * random.between(0.5, 1.4);
    return rect(
      x + random.normal() * (12 * unit + (at - sea) * 0.2) - reach,
      at,
      reach * 2,
      1.8 * unit,
      light,
      0.55,
    );
  });
  const stand = x + random.pick([-1, 1]) * random.between(40, 80) * unit;
  const figure = [
    circle(stand, sea - 24 * unit, 5.2 * unit, deep),
    path(
      d`M${[stand - 7 * unit, sea + 12 * unit]}q${-1 * unit} ${-30 * unit} ${7 * unit} ${-31 * unit}t${7 * unit} ${31 * unit}Z`,
      deep,
    ),
  ];
  return [
    layer(0.05, sun([x, sea - random.between(10, 40) * unit], random.between(44, 62) * unit, light)),
    layer(
      0.2,
      hills(frame, sea, 5, () => random.between(0, 30) * unit, glow),
    ),
    layer(0.3, rect(-width * 0.2, sea, width * 1.4, height, mid), glints),
    layer(0.7, rect(stand - 60 * unit, sea + 10 * unit, width * 1.4, 7 * unit, deep), figure),
    layer(
      0.7,
      times(7, (index) => rect(stand + (index * 62 - 44) * unit, sea + 12 * unit, 6 * unit, 70 * unit, deep)),
    ),
  ];
};

/** One tree on a hill. */
const tree: Scene = (frame, { light, mid, deep, glow }, random) => {
  const { width, unit } = frame;
  const [x, y] = frame.focus;
  const s = unit * random.between(0.9, 1.15);
  const base = y + 92 * s;
  const lean = random.between(-16, 16) * s;
  const crown = times(13, () =>
    circle(
      x + lean + random.normal() * 30 * s,
      y - 14 * s + random.normal() * 22 * s,
      random.between(20, 34) * s,
      deep,
    ),
  );
  const trunk = path(
    d`M${[x - 7 * s, base + 20 * s]}q${4 * s} ${-60 * s} ${lean} ${-108 * s}h${9 * s}q${-lean} ${50 * s} ${6 * s} ${108 * s}Z`,
    deep,
  );
  const leaves = times(9, () =>
    circle(
      x + lean + random.between(30, 120) * s,
      y + random.between(-20, 90) * s,
      random.between(1.4, 3) * s,
      deep,
    ),
  );
  const moonAt: Point = [random.between(0.2, 0.8) * width, y - random.between(0, 50) * unit];
  return [
    layer(0.05, sun(moonAt, random.between(40, 58) * unit, light)),
    layer(
      0.25,
      hills(frame, base + 6 * unit, 4, () => random.between(0, 46) * unit, glow),
    ),
    layer(
      0.4,
      hills(frame, base + 22 * unit, 3, () => random.between(0, 26) * unit, mid),
    ),
    layer(0.6, trunk, crown, leaves),
    layer(
      0.6,
      hills(frame, base + 34 * unit, 2, (index) => (index === 1 ? 26 : 0) * unit, deep),
    ),
  ];
};

export const DRAMA: readonly Scene[] = [house, shore, tree];
