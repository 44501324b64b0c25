import { layer, ridge, type Scene } from '../scene.js';
import { circle, d, line, path, polygon, rect, times, type Point } from '../shapes.js';

/** A blast, a road, a car on it. */
const blast: Scene = (frame, { light, mid, deep }, random) => {
  const { width, height, unit } = frame;
  const [x, y] = frame.focus;
  const count = random.whole(9, 13);
  const rays = times(count, (index) => {
    const turn = (index / count) * 2 * Math.PI + random.unit() * 0.3;
    const reach = (angle: number): Point => [
      x + Math.cos(angle) * (width + height),
      y + Math.sin(angle) * (width + height),
    ];
    return polygon(
      [[x, y], reach(turn), reach(turn + random.between(0.14, 0.3))],
      index % 2 ? mid : deep,
      0.55,
    );
  });
  const star = times(24, (index): Point => {
    const length = (index % 2 ? 30 : random.between(56, 84)) * unit;
    const turn = (index / 24) * 2 * Math.PI;
    return [x + Math.cos(turn) * length, y + Math.sin(turn) * length];
  });
  const road = y + 88 * unit;
  const car = x + random.between(-60, 60) * unit;
  const skyline = ridge(frame, road, 14, () => random.between(8, 64) * unit, deep);
  return [
    layer(0.05, rays),
    layer(0.25, polygon(star, light), circle(x, y, 24 * unit, '#ffffff', 0.75)),
    layer(0.45, skyline),
    layer(
      0.75,
      rect(-width * 0.2, road, width * 1.4, height, deep),
      rect(-width * 0.2, road + 22 * unit, width * 1.4, 2.4 * unit, mid),
    ),
    layer(
      1,
      path(
        d`M${[car - 44 * unit, road + 12 * unit]}q${4 * unit} ${-14 * unit} ${20 * unit} ${-15 * unit}q${12 * unit} ${-15 * unit} ${28 * unit} ${-14 * unit}q${16 * unit} 0 ${24 * unit} ${14 * unit}q${16 * unit} ${2 * unit} ${17 * unit} ${15 * unit}Z`,
        light,
      ),
      [-25, 26].map((dx) => circle(car + dx * unit, road + 12 * unit, 8.5 * unit, deep)),
    ),
  ];
};

/** Chevrons that run forward. */
const rush: Scene = (frame, { light, mid, deep }, random) => {
  const { width, height, unit } = frame;
  const [x, y] = frame.focus;
  const stride = random.between(34, 46) * unit;
  const lean = random.between(0.8, 1.25);
  const chevron = (offset: number, fill: string, opacity: number): ReturnType<typeof polygon> => {
    const arm = height * 0.62;
    return polygon(
      [
        [offset - arm * lean, y - arm],
        [offset + stride * 0.62 - arm * lean, y - arm],
        [offset + stride * 0.62, y],
        [offset + stride * 0.62 - arm * lean, y + arm],
        [offset - arm * lean, y + arm],
        [offset, y],
      ],
      fill,
      opacity,
    );
  };
  const bars = times(Math.ceil(width / stride) + 6, (index) =>
    chevron(width * 1.5 - index * stride, index % 3 === 0 ? deep : mid, 0.28 + 0.5 * (index % 2)),
  );
  const runner = [
    circle(x + 16 * unit, y - 46 * unit, 10 * unit, light),
    line(
      d`M${[x + 8 * unit, y - 32 * unit]}l${-14 * unit} ${34 * unit}l${26 * unit} ${18 * unit}l${-6 * unit} ${34 * unit}M${[x - 6 * unit, y + 2 * unit]}l${-14 * unit} ${26 * unit}l${-30 * unit} ${4 * unit}M${[x + 6 * unit, y - 28 * unit]}l${-26 * unit} ${8 * unit}l${-8 * unit} ${20 * unit}M${[x + 6 * unit, y - 28 * unit]}l${20 * unit} ${18 * unit}l${22 * unit} ${-8 * unit}`,
      light,
      10 * unit,
    ),
  ];
  return [layer(0.35, bars), layer(0.7, runner)];
};

export const ACTION: readonly Scene[] = [blast, rush];
