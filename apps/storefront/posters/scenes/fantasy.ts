import { layer, hills, ridge, stars, sun, type Scene } from '../scene.js';
import { circle, d, group, path, polygon, rect, turned, type Point } from '../shapes.js';

/** A castle on a crag. */
const castle: Scene = (frame, palette, random) => {
  const { light, mid, deep } = palette;
  const { width, unit } = frame;
  const [x, y] = frame.focus;
  const base = y + 78 * unit;
  const tower = (dx: number, w: number, h: number): ReturnType<typeof polygon>[] => {
    const left = x + dx * unit;
    const [tw, top] = [w * unit, base - h * unit];
    const roof: Point[] = [
      [left - tw * 0.25, top],
      [left + tw / 2, top - tw * random.between(1.3, 2.1)],
      [left + tw * 1.25, top],
    ];
    return [
      rect(left, top, tw, h * unit + 30 * unit, deep),
      polygon(roof, deep),
      rect(left + tw * 0.38, top + 12 * unit, tw * 0.24, tw * 0.5, light),
    ];
  };
  return [
    layer(0.03, stars(frame, width > frame.height ? 80 : 36, palette, random)),
    layer(
      0.05,
      sun([x + random.between(-70, 70) * unit, y - 30 * unit], random.between(38, 56) * unit, light),
    ),
    layer(
      0.25,
      ridge(frame, base + 20 * unit, 7, (index) => (index % 2 ? random.between(40, 90) : 0) * unit, mid),
    ),
    layer(
      0.5,
      tower(-62, 24, random.between(60, 90)),
      tower(-28, 30, random.between(96, 124)),
      tower(12, 20, random.between(50, 84)),
      tower(38, 26, random.between(70, 104)),
      rect(x - 60 * unit, base - 34 * unit, 120 * unit, 70 * unit, deep),
    ),
    layer(
      0.7,
      ridge(
        frame,
        base + 40 * unit,
        5,
        (index) => (index === 2 || index === 3 ? 46 : random.between(0, 14)) * unit,
        deep,
      ),
    ),
  ];
};

/** A crescent, a sword, rays. */
const sword: Scene = (frame, palette, random) => {
  const { light, mid, deep } = palette;
  const { height, unit } = frame;
  const [x, y] = frame.focus;
  const r = random.between(70, 88) * unit;
  const crescent = path(
    d`M${[x - r * 0.5, y - r * 0.86]}A${r} ${r} 0 1 0 ${[x + r * 0.5, y - r * 0.86]}A${r * 0.86} ${r * 0.86} 0 1 1 ${[x - r * 0.5, y - r * 0.86]}Z`,
    light,
  );
  const blade = [
    polygon(
      [
        [x, y + 104 * unit],
        [x - 8 * unit, y + 88 * unit],
        [x - 8 * unit, y - 52 * unit],
        [x + 8 * unit, y - 52 * unit],
        [x + 8 * unit, y + 88 * unit],
      ],
      light,
    ),
    rect(x - 1 * unit, y - 50 * unit, 2 * unit, 140 * unit, mid),
    rect(x - 34 * unit, y - 60 * unit, 68 * unit, 9 * unit, deep),
    rect(x - 5 * unit, y - 92 * unit, 10 * unit, 34 * unit, deep),
    circle(x, y - 98 * unit, 9 * unit, light),
  ];
  const leaning = turned(random.between(-14, 14), [x, y]);
  return [
    layer(0.03, stars(frame, 40, palette, random)),
    layer(0.15, crescent),
    layer(0.5, group(blade, leaning)),
    layer(
      0.8,
      hills(frame, Math.max(y + 130 * unit, height * 0.8), 4, () => random.between(0, 34) * unit, deep),
    ),
  ];
};

export const FANTASY: readonly Scene[] = [castle, sword];
