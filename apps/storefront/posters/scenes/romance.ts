import { layer, hills, type Scene } from '../scene.js';
import { circle, d, line, path, rect, times } from '../shapes.js';

/** Two that overlap. */
const pair: Scene = (frame, { light, mid, deep }, random) => {
  const { height, unit } = frame;
  const [x, y] = frame.focus;
  const r = random.between(50, 66) * unit;
  const apart = r * random.between(0.42, 0.72);
  const waves = times(4, (index) =>
    layer(
      0.4 + index * 0.15,
      hills(
        frame,
        y + r * 1.25 + index * height * 0.07,
        5,
        (at) => ((at + index) % 2 ? 1 : -1) * 12 * unit,
        index % 2 ? deep : mid,
      ),
    ),
  );
  return [
    layer(0.15, circle(x - apart, y, r, light)),
    layer(0.25, circle(x + apart, y, r, mid, 0.82)),
    ...waves,
  ];
};

/** A flower in a vase on a sill, and the sky of an evening. */
const flowers: Scene = ({ width, height, focus, unit }, { light, mid, deep }, random) => {
  const [x, y] = focus;
  const sill = y + 96 * unit;
  const stem = (dx: number, dy: number): ReturnType<typeof circle>[] => {
    const [hx, hy] = [x + dx * unit, y + dy * unit];
    const petals = random.whole(5, 8);
    const r = random.between(11, 18) * unit;
    return [
      line(
        d`M${[x, sill - 30 * unit]}Q${[x + dx * 0.2 * unit, y + 20 * unit]} ${[hx, hy]}`,
        deep,
        2.6 * unit,
      ),
      ...times(petals, (index) =>
        circle(
          hx + Math.cos((index / petals) * 6.283) * r,
          hy + Math.sin((index / petals) * 6.283) * r,
          r * 0.72,
          index % 2 ? light : mid,
        ),
      ),
      circle(hx, hy, r * 0.6, deep),
    ];
  };
  const vase = path(
    d`M${[x - 14 * unit, sill - 52 * unit]}h${28 * unit}q${-8 * unit} ${14 * unit} ${6 * unit} ${28 * unit}t${-8 * unit} ${26 * unit}h${-24 * unit}q${-22 * unit} ${-10 * unit} ${-8 * unit} ${-26 * unit}t${6 * unit} ${-28 * unit}Z`,
    deep,
  );
  return [
    layer(0.1, circle(x + random.between(-40, 40) * unit, y, random.between(72, 96) * unit, light, 0.35)),
    layer(
      0.5,
      stem(random.between(-58, -34), random.between(-14, 20)),
      stem(random.between(30, 58), random.between(-20, 16)),
      stem(random.between(-8, 8), random.between(-54, -34)),
      vase,
    ),
    layer(0.6, rect(-width * 0.2, sill, width * 1.4, height, deep)),
  ];
};

export const ROMANCE: readonly Scene[] = [pair, flowers];
