import { layer, hills, sun, type Scene } from '../scene.js';
import { circle, d, group, line, polygon, rect, shape, times, turned } from '../shapes.js';

/** A kite over the hills. */
const kite: Scene = (frame, { light, mid, deep, ink }, random) => {
  const { height, unit } = frame;
  const [x, y] = frame.focus;
  const s = unit * random.between(0.95, 1.25);
  const sail = [
    polygon(
      [
        [x, y - 62 * s],
        [x + 42 * s, y],
        [x, y + 66 * s],
        [x - 42 * s, y],
      ],
      light,
    ),
    polygon(
      [
        [x, y - 62 * s],
        [x, y + 66 * s],
        [x - 42 * s, y],
      ],
      mid,
    ),
  ];
  const tail = line(
    d`M${[x, y + 66 * s]}q${-34 * s} ${26 * s} ${-6 * s} ${56 * s}t${-24 * s} ${70 * s}`,
    ink,
    2 * unit,
  );
  const bows = times(3, (index) =>
    circle(x - (14 + index * 5) * s, y + (86 + index * 34) * s, 6 * s, index % 2 ? light : mid),
  );
  return [
    layer(0.4, group([tail, ...bows, ...sail], turned(random.between(-6, 26), [x, y]))),
    layer(
      0.6,
      hills(frame, height * 0.88, 3, () => random.between(0, 50) * unit, mid),
    ),
    layer(
      0.85,
      hills(frame, height * 0.97, 4, () => random.between(0, 36) * unit, deep),
    ),
  ];
};

/** Houses in a row, and the sun behind one. */
const street: Scene = (frame, { light, mid, deep, glow }, random) => {
  const { width, height, unit } = frame;
  const [x, y] = frame.focus;
  const base = Math.max(y + 96 * unit, height * 0.74);
  const count = width > height ? 9 : 5;
  const w = (width * 1.4) / count;
  const houses = times(count, (index) => {
    const left = -width * 0.2 + index * w;
    const top = base - random.between(54, 108) * unit;
    const fill = [mid, light, deep][index % 3] ?? mid;
    const pane = index % 3 === 2 ? light : deep;
    return [
      rect(left + 3 * unit, top, w - 6 * unit, base - top + 2, fill),
      polygon(
        [
          [left - 3 * unit, top],
          [left + w / 2, top - random.between(22, 46) * unit],
          [left + w + 3 * unit, top],
        ],
        deep,
      ),
      rect(left + w * 0.24, top + 14 * unit, w * 0.2, w * 0.24, pane, 0.85),
      rect(left + w * 0.58, top + 14 * unit, w * 0.2, w * 0.24, pane, 0.85),
      rect(left + w * 0.4, base - 26 * unit, w * 0.22, 28 * unit, pane, 0.85),
    ];
  }).flat();
  return [
    layer(0.05, sun([x, y - 10 * unit], random.between(42, 58) * unit, light)),
    layer(
      0.2,
      hills(frame, base - 20 * unit, 4, () => random.between(20, 70) * unit, glow),
    ),
    layer(0.55, houses),
    layer(
      0.8,
      shape('path', {
        d: d`M${[-width * 0.2, base]}H${width * 1.2}V${height * 1.3}H${-width * 0.2}Z`,
        fill: deep,
      }),
    ),
  ];
};

export const FAMILY: readonly Scene[] = [kite, street];
