import { layer, hills, type Layer, type Scene } from '../scene.js';
import { circle, d, group, line, path, times, turned } from '../shapes.js';

/** Blobs that bounce and look about. */
const blobs: Scene = (frame, { light, mid, deep, glow }, random) => {
  const { width, height, unit } = frame;
  const [x, y] = frame.focus;
  const colours = [light, mid, light];
  const blob = (index: number): Layer => {
    const r = random.between(34, 52) * unit * (index === 1 ? 1.15 : 0.8);
    const [cx, cy] = [
      x + (index - 1) * 88 * unit,
      y + random.between(10, 40) * unit * (index === 1 ? -0.3 : 1),
    ];
    const look = random.between(-0.1, 0.1) * r;
    const eyes = [-0.3, 0.3].flatMap((side) => [
      circle(cx + side * r, cy - r * 0.25, r * 0.22, '#ffffff'),
      circle(cx + side * r + look, cy - r * 0.22, r * 0.1, deep),
    ]);
    const body = path(
      d`M${[cx - r, height * 1.2]}V${cy}a${r} ${r} 0 0 1 ${2 * r} 0V${height * 1.2}Z`,
      colours[index] ?? light,
    );
    return layer(
      0.4 + index * 0.15,
      body,
      eyes,
      line(
        d`M${[cx - r * 0.22, cy + r * 0.16]}q${r * 0.22} ${r * random.between(0.14, 0.34)} ${r * 0.44} 0`,
        deep,
        3 * unit,
      ),
    );
  };
  const dots = times(width > height ? 40 : 18, () =>
    circle(
      random.between(-0.1, 1.1) * width,
      random.between(-0.1, 1) * height,
      random.between(3, 11) * unit,
      glow,
      0.55,
    ),
  );
  return [
    layer(0.1, dots),
    blob(0),
    blob(2),
    blob(1),
    layer(
      0.9,
      hills(frame, Math.max(height * 0.93, y + 110 * unit), 6, (index) => (index % 2 ? 12 : 0) * unit, deep),
    ),
  ];
};

/** A rocket that leaves a loop behind. */
const rocket: Scene = (frame, { light, mid, deep }, random) => {
  const { width, height, unit } = frame;
  const [x, y] = frame.focus;
  const s = unit * random.between(1, 1.25);
  const clouds = times(5, () => {
    const [cx, cy] = [random.between(-0.1, 1.1) * width, y + random.between(0.1, 0.5) * height];
    return [0, 1, 2].map((puff) =>
      circle(cx + (puff - 1) * 24 * unit, cy + (puff % 2 ? -10 : 0) * unit, 24 * unit, '#ffffff', 0.55),
    );
  }).flat();
  const body = [
    path(
      d`M${[x, y - 66 * s]}q${30 * s} ${34 * s} ${20 * s} ${96 * s}h${-40 * s}q${-10 * s} ${-62 * s} ${20 * s} ${-96 * s}Z`,
      light,
    ),
    path(
      d`M${[x - 19 * s, y - 2 * s]}l${-20 * s} ${40 * s}l${22 * s} ${-8 * s}ZM${[x + 19 * s, y - 2 * s]}l${20 * s} ${40 * s}l${-22 * s} ${-8 * s}Z`,
      mid,
    ),
    circle(x, y - 18 * s, 9.5 * s, deep),
    path(d`M${[x - 12 * s, y + 32 * s]}q${12 * s} ${60 * s} ${24 * s} 0Z`, mid),
  ];
  const trail = line(
    d`M${[x - 60 * unit, y + 190 * unit]}q${100 * unit} ${-30 * unit} ${60 * unit} ${-130 * unit}`,
    deep,
    5 * unit,
    0.35,
  );
  return [
    layer(0.15, clouds),
    layer(0.3, trail),
    layer(0.6, group(body, turned(random.between(-8, 32), [x, y]))),
    layer(
      0.9,
      hills(frame, height * 0.95, 3, () => random.between(0, 40) * unit, deep),
    ),
  ];
};

export const ANIMATION: readonly Scene[] = [blobs, rocket];
